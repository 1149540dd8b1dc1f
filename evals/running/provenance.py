"""What a run's numbers depend on, so that a report can be told from another and made again."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel

from evals.running.run import SuiteRun
from evals.suites.cases import Case, cases_sha256

PACKAGES = ("trichdan", "chromadb", "llama-index-core", "numpy", "onnxruntime", "tantivy", "tokenizers")


class SuiteProvenance(BaseModel):
    """What one suite was measured on.

    Attributes:
        cases_sha256: hash of the cases' content with their gold as offsets.
        index: fingerprint of corpus and index settings.
        asker: what the asker says of itself: model, settings fingerprint, prompt hashes.
    """

    suite: str
    cases: int
    cases_sha256: str
    index: str
    asker: dict[str, str]
    seconds: float


class Provenance(BaseModel):
    """Commit, versions and machine, and each suite's own. `commit` ends in "+changes" if files differ from it."""

    commit: str | None
    python: str
    machine: str
    cores: int
    versions: dict[str, str]
    suites: list[SuiteProvenance]


def provenance(runs: Sequence[SuiteRun]) -> Provenance:
    """The provenance of these runs, on this machine, now."""
    return Provenance(
        commit=git_commit(Path(__file__).resolve().parent),
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count() or 1,
        versions=_versions(),
        suites=[_suite(run) for run in runs],
    )


def _suite(run: SuiteRun) -> SuiteProvenance:
    cases: list[Case] = [record.case for record in run.records]
    return SuiteProvenance(
        suite=run.suite,
        cases=len(cases),
        cases_sha256=cases_sha256(cases),
        index=run.fingerprint,
        asker=run.description,
        seconds=round(run.seconds, 3),
    )


def _versions() -> Mapping[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def git_commit(folder: Path) -> str | None:
    """The commit checked out in `folder`, marked if tracked files differ; None where there is no git."""
    git = shutil.which("git")
    if git is None:
        return None
    commit = _output(git, folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    return f"{commit}+changes" if _output(git, folder, "status", "--porcelain", "--untracked-files=no") else commit


def _output(git: str, folder: Path, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [git, "-C", str(folder), *arguments], capture_output=True, text=True, check=False, timeout=20
    )
    return done.stdout.strip() if done.returncode == 0 else None
