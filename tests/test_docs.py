"""The documents can't drift: examples run, what is derived from the code is current, links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.embedding.base import Embedder
from ingest.pipeline import Ingestor
from scripts import write_reference
from service.app import create_app
from service.page.api_reference import reference
from service.settings import ServiceSettings
from tests.conftest import ROOT, SEEDS
from tests.processes import trichdan_server
from tests.servers import live
from trichdan.problems import classes_by_code

DOCS = ROOT / "docs"
PAGES = [
    "start", "articles", "models", "chat", "verification", "production", "own-evals", "api", "architecture",
    "threat-model", "model-card",
]  # fmt: skip
FENCE = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder) -> Iterator[str]:
    """The service that the documents talk to: the seeds, and the admin key of the examples."""
    data = tmp_path_factory.mktemp("docs")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, admin_keys="change-me")
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as address:
        yield address


def blocks(page: str, kind: str) -> list[str]:
    text = (DOCS / f"{page}.md").read_text("utf-8")
    return [body for language, body in FENCE.findall(text) if language == kind]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_python_examples_run(page: str, url: str) -> None:
    for block in blocks(page, "python"):
        exec(compile(block.replace(ADDRESS, url), f"{page}.md", "exec"), {})


def test_the_examples_of_the_readme_run(
    tmp_path: Path, models_dir: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each block as it is printed, against `trichdan serve` in a process of its own; both ask who co-chaired."""
    settings = ServiceSettings(_env_file=None, data=tmp_path / "data", models=models_dir)
    Ingestor(settings, embedder).run([SEEDS])
    found = [body for language, body in FENCE.findall((ROOT / "README.md").read_text("utf-8")) if language == "python"]
    assert any("from openai import OpenAI" in body for body in found)
    with trichdan_server(settings.data, models_dir) as address:
        for block in found:
            assert ADDRESS in block
            exec(compile(block.replace(ADDRESS, address), "README.md", "exec"), {})
            shown = capsys.readouterr().out
            assert "Trương Minh Đương" in shown, block
            assert "[1]" in shown, block


@pytest.mark.timeout(600)  # each command is a process, and a busy machine takes long over one
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")])
def test_commands_run(page: str, url: str, tmp_path: Path, models_dir: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    shim = tmp_path / "bin" / "trichdan"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scripts.cli "$@"\n')
    shim.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{shim.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TRICHDAN_MODELS": str(models_dir),
    }
    for block in blocks(page, "console"):
        for line in block.splitlines():
            assert line.startswith("$ "), line
            if line.startswith("$ curl") and not shutil.which("curl"):
                continue
            command = line[2:].replace(ADDRESS, url).replace("curl -s", "curl -sf")
            done = subprocess.run(
                command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_api_reference_is_current() -> None:
    document = write_reference.openapi()
    hint = "run: python -m scripts.write_reference"
    assert (DOCS / "api.md").read_text("utf-8") == write_reference.api_page(reference(document)), hint
    assert json.loads((DOCS / "openapi.json").read_text("utf-8")) == document, hint


def test_every_setting_is_documented() -> None:
    page = (DOCS / "production.md").read_text("utf-8")
    assert write_reference.with_settings(page) == page, "run: python -m scripts.write_reference"
    for name in ("TRICHDAN_DATA", "TRICHDAN_API_KEYS", "TRICHDAN_LLM_MODEL", "TRICHDAN_EMBEDDING_MODEL"):
        assert f"| `{name}` |" in page


def test_every_error_code_is_documented() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    for code in classes_by_code():
        assert f"| `{code}` |" in page


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (DOCS / f"{page}.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text):
        if not target.startswith(("http://", "https://")):
            assert (DOCS / target).exists(), f"{page}.md links to {target}"
    for named in re.findall(r"`((?:service|ingest|scripts|evals|prompts)/[\w/.]+)`", text):
        assert (ROOT / named).exists(), f"{page}.md names {named}"


def test_pictures_are_small() -> None:
    for picture in (DOCS / "images").glob("*.png"):
        assert picture.stat().st_size < 300_000, picture.name
