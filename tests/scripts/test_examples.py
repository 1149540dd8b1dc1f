"""The example scripts over a live service on the seeds."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from scripts import ask_file, export_conversation, watch_folder
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.evals.fakes import answer_of, citation_of
from tests.servers import live
from trichdan.client import Client

QUESTIONS = "Ai là Giám đốc Công an tỉnh Lâm Đồng?\n\nAi là Giám đốc Công an tỉnh Gia Lai?\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[str]:
    data = tmp_path_factory.mktemp("scripts")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as address:
        yield address


def test_a_file_of_questions_becomes_a_table_of_citations(url: str, tmp_path: Path) -> None:
    asked, written = tmp_path / "questions.txt", tmp_path / "answers.csv"
    asked.write_text(QUESTIONS, "utf-8")
    ask_file.main([str(asked), str(written), "--url", url])
    rows = list(csv.DictReader(written.open(encoding="utf-8-sig", newline="")))
    assert list(dict.fromkeys(row["question"] for row in rows)) == QUESTIONS.split("\n")[0:3:2]
    with Client(url) as client:
        for row in rows:
            text = client.article(row["article_id"]).text
            assert text[int(row["start"]) : int(row["end"])] == row["quote"] != ""


def test_no_cell_of_the_table_is_a_formula() -> None:
    citation = citation_of('- "Giá tăng"', "a", 0, 12, title='=HYPERLINK("http://evil")')
    (row,) = ask_file.rows([answer_of([citation], question="@SUM(A1)", answer="+5 [1]")])
    assert (row["question"], row["answer"], row["quote"]) == ("'@SUM(A1)", "'+5 [1]", '\'- "Giá tăng"')
    assert (row["title"], row["marker"], row["url"]) == ('\'=HYPERLINK("http://evil")', 1, "")


def test_a_conversation_becomes_markdown(url: str, tmp_path: Path) -> None:
    asked, written = tmp_path / "questions.txt", tmp_path / "conversation.md"
    asked.write_text(QUESTIONS, "utf-8")
    export_conversation.main([str(asked), str(written), "--url", url])
    text = written.read_text("utf-8")
    assert text.count("## Ai là") == 2
    assert "> [1] " in text
    assert f"]({'<' + url}/articles/" in text
    assert "#span=" in text


def test_a_watched_folder_is_followed(settings: ServiceSettings, embedder: Embedder, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    first = folder / "a.txt"
    first.write_text("Hồ Tây rộng hơn 500 ha.", "utf-8")
    reports = watch_folder.watch(Ingestor(settings, embedder), folder, 0.02)
    assert next(reports).added == ["a"]
    threading.Timer(0.05, lambda: (folder / "b.txt").write_text("Hồ Gươm rộng 12 ha.", "utf-8")).start()
    assert next(reports).added == ["b"]
    first.unlink()
    assert next(reports).removed == ["a"]


@pytest.mark.parametrize("script", [ask_file, export_conversation])
def test_no_service_is_one_sentence(script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "questions.txt"
    asked.write_text(QUESTIONS, "utf-8")
    with pytest.raises(SystemExit, match="1"):
        script.main([str(asked), str(tmp_path / "written"), "--url", "http://127.0.0.1:9"])
    assert capsys.readouterr().err.startswith("Error: The service at http://127.0.0.1:9 did not answer")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        watch_folder.main([str(tmp_path / "none")])
    assert "is no folder" in capsys.readouterr().err
