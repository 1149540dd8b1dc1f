"""Files and feedback over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from service.app import create_app
from service.feedback import FeedbackFile
from service.settings import ServiceSettings
from tests.servers import InProcess, in_process
from trichdan.errors import StorageError

ADMIN = {"Authorization": "Bearer admin"}
TEXT = "date 2024-06 Chiều 27-6, huyện Vĩnh Hưng khánh thành cầu Rạch Dừa dài 120 mét.\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings) -> ServiceSettings:
    data = tmp_path_factory.mktemp("files")
    return ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, admin_keys="admin")


@pytest.fixture(scope="module")
def api(settings: ServiceSettings, embedder: Embedder) -> Iterator[InProcess]:
    with in_process(create_app(settings)) as call:
        yield call


def test_a_file_is_read_as_ingest_reads_it(api: InProcess) -> None:
    found = api("POST", "/v1/files?name=cầu.txt", content=TEXT.encode(), headers=ADMIN).json()
    assert found["failed"] == []
    assert [(one["id"], one["published"], one["status"]) for one in found["articles"]] == [
        ("cầu", "2024-06-27", "added")
    ]
    assert api("GET", "/v1/articles/cầu").json()["text"].startswith("Chiều 27-6")
    again = api("POST", "/v1/files?name=cầu.txt", content=TEXT.encode(), headers=ADMIN).json()
    assert again["articles"][0]["status"] == "unchanged"


def test_another_article_of_that_name_is_replaced_only_where_that_is_wanted(api: InProcess) -> None:
    api("POST", "/v1/files?name=đường.txt", content=TEXT.encode(), headers=ADMIN)
    other = TEXT.replace("120", "130").encode()
    refused = api("POST", "/v1/files?name=đường.txt", content=other, headers=ADMIN).json()
    assert (refused["articles"], [one["code"] for one in refused["failed"]]) == ([], ["duplicate_id"])
    done = api("POST", "/v1/files?name=đường.txt&replace=true", content=other, headers=ADMIN).json()
    assert done["articles"][0]["status"] == "updated"


def test_what_can_not_be_read_is_told_by_line_and_without_paths_of_the_machine(api: InProcess) -> None:
    lines = '{"id": "một", "text": "Bài một kể về cầu."}\n{"id": }\n'.encode()
    found = api("POST", "/v1/files?name=tin.jsonl", content=lines, headers=ADMIN).json()
    assert [one["id"] for one in found["articles"]] == ["một"]
    assert [one["where"] for one in found["failed"]] == ["tin.jsonl:2"]
    (unknown,) = api("POST", "/v1/files?name=tin.xls", content=b"x", headers=ADMIN).json()["failed"]
    assert (unknown["where"], unknown["code"]) == ("tin.xls", "unsupported")


def events(body: str) -> list[tuple[str, dict[str, Any]]]:
    frames = [frame.split("\n") for frame in body.strip().split("\n\n") if not frame.startswith(":")]
    return [(head.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for head, data in frames]


def test_a_long_file_tells_of_each_article_as_it_is_stored(api: InProcess) -> None:
    lines = '{"id": "dài 1", "text": "Bài một."}\n{"id": }\n{"id": "dài 2", "text": "Bài hai."}\n'.encode()
    stream = ADMIN | {"Accept": "text/event-stream"}
    sent = api("POST", "/v1/files?name=dài.jsonl", content=lines, headers=stream)
    assert sent.headers["content-type"].startswith("text/event-stream")
    told = events(sent.text)
    assert [name for name, _ in told] == ["article", "failed", "article", "done"]
    assert [one["id"] for name, one in told if name == "article"] == ["dài 1", "dài 2"]
    assert told[-1][1] == {"articles": [told[0][1], told[2][1]], "failed": [told[1][1]]}
    refused = api("POST", "/v1/files?name=..%2Fa.txt", content=lines, headers=stream)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


def test_a_stream_that_fails_ends_with_the_problem(api: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("service.http.files.write", full)
    stream = ADMIN | {"Accept": "text/event-stream"}
    ((name, told),) = events(api("POST", "/v1/files?name=voll.txt", content=TEXT.encode(), headers=stream).text)
    assert (name, told["code"], told["detail"]) == ("error", StorageError.code, "The disk is full.")


def test_a_form_is_no_file(api: InProcess) -> None:
    """As `curl -F file=@tin.txt` sends it: its envelope would be text of the article."""
    form = ADMIN | {"Content-Type": "multipart/form-data; boundary=x"}
    refused = api("POST", "/v1/files?name=form.txt", content=f"--x\r\n\r\n{TEXT}\r\n--x--".encode(), headers=form)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert "--data-binary" in refused.json()["detail"]
    assert api("GET", "/v1/articles/form").status_code == 404


def test_a_table_of_a_cms_is_read(api: InProcess) -> None:
    table = "ID,Title,Content\n1,Chợ,Chợ Vĩnh Tân có 35 ki-ốt.\n2,,\n"
    found = api("POST", "/v1/files?name=cms.csv", content=table.encode(), headers=ADMIN).json()
    assert [(one["id"], one["title"]) for one in found["articles"]] == [("1", "Chợ")]
    assert [one["where"] for one in found["failed"]] == ["cms.csv:3"]


@pytest.mark.parametrize("name", ["../x.txt", "a/b.txt", ".env", "%00.txt", "x" * 201])
def test_a_name_can_not_lead_elsewhere(api: InProcess, name: str) -> None:
    assert api("POST", f"/v1/files?name={name}", content=b"x", headers=ADMIN).status_code == 422


def test_files_are_for_admins(api: InProcess) -> None:
    assert api("POST", "/v1/files?name=x.txt", content=b"x").status_code == 401


def test_feedback_is_kept_and_bounded(api: InProcess, settings: ServiceSettings) -> None:
    sent = {"verdict": "down", "reason": "wrong", "question": "Cầu dài bao nhiêu?", "answered": True, "answer": "…"}
    reply = api("POST", "/v1/feedback", json=sent)
    assert reply.status_code == 201
    assert [one.id for one in FeedbackFile(settings.data).read()] == [reply.json()["id"]]
    for wrong in ({"verdict": "meh"}, {"comment": "x" * 2001}, {"answer": "x" * 20_001}, {"who": "me"}):
        assert api("POST", "/v1/feedback", json=sent | wrong).status_code == 422


def test_articles_are_listed_by_date_page_by_page(api: InProcess) -> None:
    days = {"d1": "2024-06-27", "d2": "2024-06", "d3": None, "d4": "2025", "d5": "2024-06-27"}
    for key, day in days.items():
        body = {"text": f"Bài {key} kể về cầu.", "published": day, "source": "Báo D"}
        api("PUT", f"/v1/articles/{key}", json=body, headers=ADMIN)
    seen: list[str] = []
    cursor = ""
    while True:
        place = f"/v1/articles?order=newest&source=Báo D&limit=2&cursor={cursor}"
        page = api("GET", place).json()
        assert page["total"] == len(days)
        seen += [one["id"] for one in page["articles"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["d4", "d1", "d5", "d2", "d3"]


def test_a_source_is_told_from_others_by_its_words(api: InProcess) -> None:
    for key, source in (("s1", "Báo Đồng  Tháp"), ("s2", "BÁO ĐỒNG THÁP"), ("s3", "Báo Đồng")):
        body = {"text": f"Bài {key} kể về sen.", "source": source}
        assert api("PUT", f"/v1/articles/{key}", json=body, headers=ADMIN).status_code == 200
    found = api("GET", "/v1/articles?source=báo đồng tháp").json()
    assert ([one["id"] for one in found["articles"]], found["total"]) == (["s1", "s2"], 2)
    assert api("GET", "/v1/articles?source=báo").json()["total"] == 0
    hits = api("POST", "/v1/search", json={"query": "sen", "filters": {"source": "báo ĐỒNG"}}).json()["hits"]
    assert [one["article_id"] for one in hits] == ["s3"]


def test_an_archive_of_articles_is_read(api: InProcess) -> None:
    with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
        archive.writestr("2025/chợ.txt", "Chợ Vĩnh Tân có 35 ki-ốt.")
        archive.writestr("2025/b.rtf", "{}")
    found = api("POST", "/v1/files?name=tin.zip", content=out.getvalue(), headers=ADMIN).json()
    assert [one["id"] for one in found["articles"]] == ["tin/2025/chợ"]
    assert [(one["where"], one["code"]) for one in found["failed"]] == [("tin.zip:2025/b.rtf", "unsupported")]
    assert api("GET", "/v1/articles/tin/2025/chợ").json()["text"] == "Chợ Vĩnh Tân có 35 ki-ốt."
