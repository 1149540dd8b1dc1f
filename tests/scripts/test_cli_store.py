"""The commands about what is stored, as a person runs them: sentences, exit codes, never a traceback."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from scripts import cli, ingest_view
from scripts.cli import app
from scripts.status_view import show_articles
from tests.disks import Mount, mounting, needs_mount
from tests.fakes import HashEmbedder
from trichdan.wire import ArticlePage, ArticleSummary

OLD = "Sáng 5/5, cầu Bến Nọc được khánh thành."
NEW = "Chiều 7/8, chợ Rạch Sỏi mở cửa trở lại."


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pipeline.load_embedder", lambda *_: HashEmbedder())


def run(*words: str) -> Result:
    """A command as in a process of its own, which leaves no connection behind."""
    done = CliRunner(env={"COLUMNS": "400"}).invoke(app, list(words))
    gc.collect()
    return done


def sentence(*words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What `main` says on stderr when it fails."""
    monkeypatch.setattr(sys, "argv", ["trichdan", *words])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def write(folder: str, **texts: str) -> None:
    Path(folder).mkdir(exist_ok=True)
    for name, text in texts.items():
        (Path(folder) / f"{name}.txt").write_text(text, encoding="utf-8")


def listed() -> list[str]:
    return [one["id"] for one in json.loads(run("articles", "--json").stdout)["articles"]]


def test_another_folders_names_are_told_as_they_were_typed() -> None:
    write("2024", **{"01": OLD})
    write("2025", **{"01": NEW})
    assert run("ingest", "2024").exit_code == 0
    done = run("ingest", "2025")
    assert done.exit_code == 1
    assert f"failed 2025/01.txt: The id '01' is already that of {Path.cwd()}/2024/01.txt" in done.stdout
    assert run("ingest", "2025", "--id-prefix", "2025/").exit_code == 0
    assert listed() == ["01", "2025/01"]
    assert run("rename", "01", "2024/01").stdout.splitlines() == [
        "01 is now 2024/01.",
        f"Its file {Path.cwd()}/2024/01.txt still gives 01: rename it, or ingest it with --id-prefix.",
    ]
    assert json.loads(run("ingest", "2024", "--id-prefix", "2024/", "--json").stdout)["unchanged"] == ["2024/01"]


def test_copies_are_named() -> None:
    write("news", a=OLD, b=OLD, c=OLD)
    told = [line for line in run("ingest", "news").stdout.splitlines() if "has the words of" in line]
    assert told == ["a has the words of b, c: an answer cites one of them."]


def test_no_line_is_broken_where_no_terminal_is(tmp_path: Path) -> None:
    folder = "x" * 100
    write(folder, a="")
    done = CliRunner().invoke(app, ["ingest", folder])
    assert f"failed {folder}/a.txt: There is no text in it." in done.stdout.splitlines()


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_terminal_of_another_encoding_is_no_error(more: list[str]) -> None:
    """Vietnamese letters have no place in Latin-1: they are shown by number, and JSON stays JSON."""
    write("news", a=OLD)
    run("ingest", "news")
    command = [sys.executable, "-m", "scripts.cli", "articles", *more]
    write("news", a=f"Cầu Bến Nọc\n\n{OLD}")
    run("ingest", "news")
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    if more:
        assert json.loads(done.stdout.decode("latin-1"))["articles"][0]["title"] == "Cầu Bến Nọc"
    else:
        assert "C\\u1ea7u B\\u1ebfn N\\u1ecdc" in done.stdout.decode("latin-1")


def test_the_version() -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout.split()[0]) == (0, "trichdan")


def test_a_question_in_another_encoding_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = sentence("ask", "C\udce7u?", monkeypatch=monkeypatch, capsys=capsys)
    assert said.startswith("Error: question: It isn't UTF-8, as typed or read here. Let the terminal speak it (LC_ALL=")


def test_prune_asks_only_a_person_and_yes_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    write("news", a=OLD, b=NEW)
    run("ingest", "news")
    for file in Path("news").iterdir():
        file.unlink()
    done = run("ingest", "news", "--prune")
    assert done.exit_code == 1
    assert "failed news: Of 2 articles from here, 2 have no file or line any more: none were removed." in done.stdout
    assert listed() == ["a", "b"]

    answers: Iterator[bool] = iter([False, True])
    monkeypatch.setattr(ingest_view.IngestView, "can_ask", True)
    monkeypatch.setattr(ingest_view.typer, "confirm", lambda *_, **__: next(answers))  # type: ignore[attr-defined]
    assert run("ingest", "news", "--prune").exit_code == 1
    assert listed() == ["a", "b"]
    assert run("ingest", "news", "--prune").exit_code == 0
    assert listed() == []


def test_prune_with_yes() -> None:
    write("news", a=OLD)
    run("ingest", "news")
    (Path("news") / "a.txt").unlink()
    assert run("ingest", "news", "--prune", "--yes").exit_code == 0
    assert listed() == []


def test_a_dry_run_names_what_it_would_do() -> None:
    write("news", a=OLD)
    done = run("ingest", "news", "--dry-run")
    assert (done.exit_code, not Path(".trichdan").exists()) == (0, True)
    assert done.stdout.splitlines()[:2] == ["Nothing was done (--dry-run). This would be:", "added a"]


def test_metadata_from_options() -> None:
    write("news", a=OLD)
    run("ingest", "news", "--source", "Báo A", "--published", "2024-05")
    (one,) = json.loads(run("articles", "--json").stdout)["articles"]
    assert (one["source"], one["published"]) == ("Báo A", "2024-05")


def test_delete_says_what_became_of_each() -> None:
    write("news", a=OLD, b=NEW)
    run("ingest", "news")
    (Path("news") / "b.txt").unlink()
    done = run("delete", "a", "b", "c")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "a is deleted.",
        f"Its file {Path.cwd()}/news/a.txt is still there: the next ingest of it brings the article back.",
        "b is deleted.",
    ]
    assert done.stderr == "There is no article 'c'.\n"
    assert listed() == []


def test_an_id_may_be_typed_with_letters_and_marks_apart() -> None:
    write("news", **{"huế": OLD})
    run("ingest", "news")
    assert run("rename", unicodedata.normalize("NFD", "huế"), "đà lạt").exit_code == 0
    assert run("delete", unicodedata.normalize("NFD", "đà lạt")).exit_code == 0
    assert listed() == []


def test_backup_restore_and_repair() -> None:
    write("news", a=OLD, b=NEW)
    run("ingest", "news")
    assert run("backup", "kept").stdout.startswith("2 articles are safe in kept (")
    run("delete", "a", "b")
    assert run("restore", "kept").stdout == "2 articles are back from kept, and can be searched.\n"
    assert listed() == ["a", "b"]
    assert run("repair").stdout == "2 of 2 articles are as they were stored; the indexes hold 2 passages.\n"
    report = json.loads(run("repair", "--json").stdout)
    assert report == {"articles": 2, "passages": 2, "mended": [], "damaged": [], "rechunked": 0, "restarted": False}


@pytest.mark.parametrize("words", [("status",), ("articles",), ("ask", "Ai?"), ("ingest", "news"), ("serve",)])
def test_a_lost_catalog_is_one_sentence(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("news", a=OLD)
    run("ingest", "news")
    for file in Path(".trichdan").glob("catalog*"):
        file.unlink()
    said = sentence(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert said == (
        "Error: The catalog .trichdan/catalog.sqlite3 is gone or empty, but the indexes beside it hold articles. "
        "Put it back (trichdan restore BACKUP), or start anew without those articles (trichdan repair --yes).\n"
    )
    assert "Ingest your articles anew" in run("repair", "--yes").stdout
    assert run("ingest", "news").exit_code == 0


def test_an_id_stands_on_one_line_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    long = "tòa-soạn/" + "bài-" * 30
    shown = ArticleSummary(
        id=long, title="Hội nghị " * 20, published=None, url=None, source=None, language=None, article_sha256="x",
        characters=1, passages=1,
    )  # fmt: skip
    show_articles(ArticlePage(articles=[shown], next_cursor=None, total=1))
    assert long in capsys.readouterr().out


# What `ask` ends with


@pytest.mark.parametrize(
    ("words", "code"),
    [(("Ai?",), 3), (("Ai", "hát?"), 3), ((), 64), (("Ai?", "--none"), 64), (("Ai?", "--top-k", "0"), 64)],
)
def test_nothing_ingested_and_a_wrong_option_are_no_refusal(words: tuple[str, ...], code: int) -> None:
    assert run("ask", *words).exit_code == code


# Disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Mount]:
    with mounting(tmp_path / "disk") as mount:
        yield mount


@needs_mount
@pytest.mark.parametrize("size", ["20k", "200k", "600k", "1200k"])
def test_a_full_disk_is_a_sentence_and_loses_nothing(
    disk: Mount, size: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("news", **{f"a{number:03}": f"{OLD} Bài số {number}. " * 40 for number in range(150)})
    place = disk("-t", "tmpfs", "-o", f"size={size}", "tmpfs")
    monkeypatch.setenv("TRICHDAN_DATA", str(place / "data"))
    said = sentence("ingest", "news", monkeypatch=monkeypatch, capsys=capsys)
    assert said.splitlines()[-1].startswith("Error: ")
    assert any(word in said for word in ("full", "No space left", "disk I/O error", "unable to open")), said
    disk("-o", "remount,size=100m")
    assert run("ingest", "news").exit_code == 0
    assert len(listed()) == 150


@needs_mount
def test_a_read_only_disk_is_a_sentence_and_can_be_asked(
    disk: Mount, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from service.retrieval.corpus import Corpus
    from service.settings import ServiceSettings

    write("news", a=OLD, b=NEW)
    place = disk("-t", "tmpfs", "-o", "size=20m", "tmpfs")
    run("ingest", "news")
    shutil.copytree(".trichdan", place / "data")
    monkeypatch.setenv("TRICHDAN_DATA", str(place / "data"))
    disk("-o", "remount,ro")
    for words in (("ingest", "news"), ("delete", "a"), ("repair",), ("restore", "news/a.txt", "--yes")):
        said = sentence(*words, monkeypatch=monkeypatch, capsys=capsys)
        assert said.startswith(f"Error: The data folder {place}/data can't be written: Read-only file system."), said
    assert listed() == ["a", "b"]
    assert json.loads(run("status", "--json").stdout)["articles"] == 2
    for serving in (False, True):
        corpus = Corpus(ServiceSettings(_env_file=None, data=place / "data"), serving=serving)
        try:
            assert not corpus.indexes.owned
            assert corpus.lexical is not None, "tantivy locks a file even to read"
            assert len(corpus.lexical.search({"folded": {"ben": 1.0}}, 5)) == 1
            vector, sequence = HashEmbedder().encode_queries([OLD])[0].vector, corpus.catalog.published
            assert corpus.catalog.passages([corpus.nearest(vector, 1, sequence)[0][0]], sequence)
        finally:
            corpus.close()


def test_a_question_loads_neither_clients_nor_indexes_that_it_may_not_need() -> None:
    heavy = ["httpx", "chromadb", "llama_index", "openai", "fastapi", "onnx", "yaml", "pygments"]
    heavy += ["filelock"]
    heavy += ["service.answering.propose", "service.verifying.check", "service.llm.client", "service.wire.openai"]
    heavy += ["service.llm.protocol", "service.llm.prompt", "service.verifying.content", "prompts.loader"]
    heavy += ["ingest.sentences", "evals.cli", "scripts.cli_store"]
    heavy += ["trichdan.wire.articles", "trichdan.wire.timelines", "trichdan.wire.feedback", "rich._emoji_codes"]
    code = "import sys; sys.argv[1:] = ['ask']; import scripts.cli, scripts.answer_view\n"
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_looks_for_no_plugins_among_all_that_is_installed() -> None:
    """Pydantic's search for some is a part of what `ask` takes; whoever names them in the environment is heard."""
    code = (
        "import os, sys; from importlib import metadata; sys.argv[1:] = ['ask', '--help']; import scripts.cli\n"
        "looked = []; metadata.distributions = lambda **_: looked.append(1) or []\n"
        "try: scripts.cli.main()\n"
        "except SystemExit: import scripts.answer_view\n"
        "print('looked', bool(looked), os.environ['PYDANTIC_DISABLE_PLUGINS'])"
    )
    for given in ({}, {"PYDANTIC_DISABLE_PLUGINS": "false"}):
        environment = {key: one for key, one in os.environ.items() if key != "PYDANTIC_DISABLE_PLUGINS"} | given
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        said = done.stdout.splitlines()[-1]
        assert said == ("looked True false" if given else "looked False __all__")
