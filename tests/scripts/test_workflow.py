"""The workflow for others' repositories, run as it is written: its steps one after another, on a tiny corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.evals.own.corpus import written

WORKFLOW = ROOT / "docs" / "examples" / "trichdan-evals.yml"
CASES = """question,answer,article,answerable
Ai cắt băng thông xe cầu Ông Nghị?,Nguyễn Văn Hòa,cau,yes
Bệnh viện mua thêm bao nhiêu máy thở?,14,benh-vien,yes
Quang hợp diễn ra ở đâu?,,,no
"""


class Repository:
    """A repository with articles, cases and a baseline on its main branch, and the shell of a runner."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.folder = folder
        shim = folder.parent / "bin" / "trichdan"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scripts.cli "$@"\n')
        shim.chmod(0o755)
        self._environment = os.environ | {
            "PATH": f"{shim.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "TRICHDAN_MODELS": str(models),
            "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
            "GITHUB_BASE_REF": "",
        }

    def run(self, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """As GitHub runs a step of the shell `bash`: it stops at the first fault, in pipes too."""
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", command],
            cwd=self.folder,
            env=self._environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, command: str, **environment: str) -> str:
        done = self.run(command, **environment)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def workflow() -> Any:
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))


@pytest.fixture
def repository(tmp_path: Path, models_dir: Path) -> Repository:
    folder = tmp_path / "repository"
    written(folder / "articles")
    (folder / "evals").mkdir()
    (folder / "evals" / "mine.csv").write_text(CASES, encoding="utf-8")
    return Repository(folder, models_dir)


def steps(workflow: Any) -> dict[str, str]:
    """The commands by their names, without that which installs."""
    (job,) = workflow["jobs"].values()
    return {step["name"]: step["run"] for step in job["steps"] if "run" in step and step["name"] != "Install"}


@pytest.mark.slow
@pytest.mark.timeout(600)  # each step is a process, and a busy machine takes long over one
def test_the_workflow_runs_as_written_and_fails_where_a_floor_is_lowered(workflow: Any, repository: Repository) -> None:
    folder, environment = repository.folder, {"TRICHDAN_DATA": workflow["env"]["TRICHDAN_DATA"]}
    gate = "trichdan eval gate evals/mine.csv --corpus articles --baseline evals/baseline.json"
    repository.must(f"{gate} --take --floor 'evidence@3>=0.5'", **environment)
    git = "git -c user.name=a -c user.email=a@example.org"
    repository.must(f"git init -q -b main && git add articles evals && {git} commit -qm first")
    repository.must("git update-ref refs/remotes/origin/main HEAD")
    commands = steps(workflow)
    for name in commands:
        repository.must(commands[name], **environment)
    assert (folder / "earlier.json").read_bytes() == (folder / "evals" / "baseline.json").read_bytes()
    assert (folder / "report" / "probe.txt").read_text("utf-8").startswith("claims")
    assert "evidence@3" in (folder.parent / "summary.md").read_text("utf-8")
    baseline = folder / "evals" / "baseline.json"
    baseline.write_text(baseline.read_text("utf-8").replace("evidence@3>=0.5", "evidence@3>=0.1"), encoding="utf-8")
    repository.must(commands["Look up the main branch's baseline"], GITHUB_BASE_REF="main")
    done = repository.run(commands["Gate"], **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "was lowered to evidence@3>=0.1" in " ".join(done.stdout.split())


def test_the_workflow_may_only_read_and_has_a_limit(workflow: Any) -> None:
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {"contents": "read"}
    assert job["timeout-minutes"] <= 60
    assert job["defaults"] == {"run": {"shell": "bash"}}, "else no fault in a pipe but the last counts"
    assert "$TRICHDAN_SOURCE" in next(step["run"] for step in job["steps"] if step.get("name") == "Install")
