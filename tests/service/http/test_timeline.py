"""What articles say of a subject, or those of a source or period, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings
from tests.servers import InProcess, in_process

ARTICLES = [
    Article("b", "Tin vắn. Cầu Rạch Dừa dài 130 mét sau khi mở rộng.", "Mở rộng cầu", "2024-06-27", None, "Báo A"),
    Article("a", "Cầu Rạch Dừa khởi công, dự kiến dài 120 mét.", "Khởi công", "2023", None, "Báo B"),
    Article("c", "Cầu Rạch Dừa vừa thông xe.", "Thông xe"),
    Article("d", "Chợ Rạch Sỏi có 300 quầy hàng.", "Chợ", "2024", None, "Báo A"),
    Article("e", "Cầu Rạch Dừa được duyệt trong tháng.", "Duyệt", "2023-08", None, "Báo A"),
]  # fmt: skip


@pytest.fixture(scope="module")
def api(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[InProcess]:
    data: Path = tmp_path_factory.mktemp("timeline")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    ingestor = Ingestor(settings, embedder)
    for one in ARTICLES:
        ingestor.put(one)
    with in_process(create_app(settings)) as call:
        yield call


def timeline(api: InProcess, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = api("POST", "/v1/timeline", json=body).raise_for_status().json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [one["article_id"] for one in found["moments"]]


@pytest.mark.parametrize("query", ["cầu Rạch Dừa", "cau rach dua", "the Rach Dua bridge", "Cầu Rạch Dừa là gì?"])
def test_a_subject_is_told_by_the_articles_about_it_alone(api: InProcess, query: str) -> None:
    found = timeline(api, query=query)
    assert (ids(found), found["total"]) == (["a", "e", "b", "c"], 4)
    texts = {one.id: one for one in ARTICLES}
    for one in found["moments"]:
        article = texts[one["article_id"]]
        assert article.text[one["start"] : one["end"]] == one["quote"]
        assert (one["article_sha256"], one["published"]) == (article.sha256, article.published)
        assert "Cầu Rạch Dừa" in one["quote"], "the sentence that speaks of it, not the first one"


def test_without_a_subject_it_is_all_of_a_source_or_period(api: InProcess) -> None:
    assert ids(timeline(api)) == ["a", "e", "d", "b", "c"]
    assert ids(timeline(api, filters={"source": "Báo A"})) == ["e", "d", "b"]
    assert ids(timeline(api, filters={"published_from": "2023-09", "published_to": "2024-05"})) == ["a", "d"]
    assert ids(timeline(api, query="cầu Rạch Dừa", filters={"source": "Báo A"})) == ["e", "b"]


def test_of_more_than_are_wanted_the_newest_are_told(api: InProcess) -> None:
    found = timeline(api, limit=2)
    assert (ids(found), found["total"]) == (["d", "b"], 5)
    found = timeline(api, query="cầu Rạch Dừa", limit=2)
    assert (ids(found), found["total"]) == (["e", "b"], 4)
    assert ids(timeline(api, query="cầu Rạch Dừa", limit=4)) == ["a", "e", "b", "c"]


def test_what_no_article_mentions_has_none(api: InProcess) -> None:
    found = timeline(api, query="giá vàng thế giới")
    assert (found["moments"], found["total"]) == ([], 0)
