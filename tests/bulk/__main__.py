"""`python -m tests.bulk`: one ingest alone, on one worker of Ray, on two, and on two of which one is killed.

Each is a real `trichdan ingest` of the seeds and of other news into a PostgreSQL schema (of
TRICHDAN_TEST_DATABASE_URL) and a Chroma server of its own, which are then asked what the gate asks of the seeds. Prints
articles a second; 1 if any has stored or answered anything else than the ordinary one. Needs the extras `ray` and
`postgres`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from evals.suites.build import NEWS_FOLDER
from ingest.identity import Owners
from ingest.sources.files import ArticleFile, read_paths
from service.settings import ServiceSettings
from tests.bulk.asked import answers
from tests.bulk.stored import rows, vectors
from tests.conftest import DATABASE, ROOT, SEEDS, database_url
from tests.processes import chroma_server

ENCODER = re.compile(rb"ray::.*Encoder")
MODEL_S = 5
"""Seconds that a worker may take to load its model and begin."""

PARAGRAPHS = 3

COLUMNS = (
    "", "seconds", "of these starting and reading", "articles a second between", "workers killed", "stored the same",
    "the gate's questions answered", "with the same answers",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What one way of ingesting took and stored."""

    seconds: float
    idle: float | None
    """Seconds of the same command once more, with nothing new: starting, reading, and no embedding."""
    killed: int
    stored: dict[str, Any]
    answers: dict[str, dict[str, Any]]

    def same_as(self, other: Run) -> bool:
        """Whether all that was stored and answered is alike."""
        return (self.stored, self.answers) == (other.stored, other.answers)


def main() -> int:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bulk", description=__doc__)
    parser.add_argument("--articles", type=int, default=240, help="Beside the seeds.")
    parser.add_argument("--file", type=Path, help="A .jsonl; without it articles are made up of the evals' news.")
    given = parser.parse_args()
    if not DATABASE:
        parser.error("TRICHDAN_TEST_DATABASE_URL names no PostgreSQL")
    ways: dict[str, tuple[list[str], bool]] = {
        "alone": ([], False),
        "Ray, one worker": (["--engine", "ray", "--workers", "1"], False),
        "Ray, two workers": (["--engine", "ray", "--workers", "2"], False),
        "Ray, two, one killed": (["--engine", "ray", "--workers", "2"], True),
    }
    with tempfile.TemporaryDirectory(prefix="trichdan-bulk-") as name:
        news = Path(name) / "news.jsonl"
        news.write_text("\n".join(islice(_lines(given.file), given.articles)) + "\n", encoding="utf-8")
        runs: dict[str, Run] = {}
        print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
        for number, (way, (options, kill)) in enumerate(ways.items()):
            folder = Path(name) / str(number)
            folder.mkdir()
            run = runs[way] = _run(folder, news, options, kill=kill)
            cells = [way, *_speed(run, given.articles), str(run.killed), *_compared(run, runs["alone"])]
            print(f"| {' | '.join(cells)} |", flush=True)
    counts = {table: len(found) for table, found in runs["alone"].stored["catalog"].items()}
    print(f"{given.articles} articles in {len(os.sched_getaffinity(0))} cores' reach, stored: {counts}")
    good = all(run.stored["dense"] and run.same_as(runs["alone"]) for run in runs.values())
    return 0 if good and runs["Ray, two, one killed"].killed else 1


def _speed(run: Run, articles: int) -> list[str]:
    idle = [f"{run.idle:.0f}", f"{articles / (run.seconds - run.idle):.2f}"] if run.idle is not None else ["–", "–"]
    return [f"{run.seconds:.0f}", *idle]


def _compared(run: Run, alone: Run) -> list[str]:
    answered = sum(one["answered"] for one in run.answers.values())
    other = [key for key, answer in run.answers.items() if answer != alone.answers[key]]
    told = f"NO: {len(other)} others, as {other[0]}" if other else "yes"
    return ["yes" if run.stored == alone.stored else "NO", f"{answered} of {len(run.answers)}", told]


def _lines(file: Path | None) -> Iterator[str]:
    if file:
        yield from filter(None, file.read_text(encoding="utf-8").splitlines())
        return
    folders = sorted(one for one in NEWS_FOLDER.iterdir() if one.is_dir())
    found = [item.article for item in read_paths(folders, Owners()) if isinstance(item, ArticleFile)]
    paragraphs = [one for article in found for one in article.text.split("\n\n") if len(one) > 200]
    number = 0
    while True:
        taken = [paragraphs[(number * 7 + place) % len(paragraphs)] for place in range(PARAGRAPHS)]
        body = "\n\n".join([f"Bản tin số {number}.", *(f"{one} (tin {number})" for one in taken)])
        yield json.dumps({"id": f"n{number:05}", "text": body, "date": f"2024-06-{number % 28 + 1:02}"})
        number += 1


def _run(folder: Path, news: Path, options: list[str], *, kill: bool) -> Run:
    server = folder / "chroma"
    server.mkdir()
    with chroma_server(server) as url:
        models = Path(os.environ.get("TRICHDAN_TEST_MODELS") or folder.parent / "models")
        settings = ServiceSettings(
            _env_file=None, data=folder / "data", models=models, database_url=database_url(), chroma_url=url
        )
        env = {
            "TRICHDAN_DATA": str(settings.data),
            "TRICHDAN_MODELS": str(models),
            "TRICHDAN_DATABASE_URL": settings.database_url,
            "TRICHDAN_CHROMA_URL": url,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        seconds, killed = _ingest(news, options, env, kill=kill)
        idle = None if kill else _ingest(news, options, env, kill=False)[0]
        stored = {"catalog": rows(settings), "dense": vectors(url)}
        return Run(seconds, idle, killed, stored, answers(settings))


def _ingest(news: Path, options: list[str], env: Mapping[str, str], *, kill: bool) -> tuple[float, int]:
    """Seconds of the command, and how many of its workers were killed meanwhile: at most one."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "scripts.cli", "ingest", str(SEEDS), str(news), "--json", *options]
    killed = 0
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=os.environ | dict(env), stdout=said, stderr=said)
        while process.poll() is None:
            time.sleep(0.2)
            if kill and not killed and len(found := _workers(process.pid)) > 1:
                time.sleep(MODEL_S)
                os.kill(found[0], signal.SIGKILL)
                killed = 1
        seconds = time.monotonic() - begun
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)}: {said.read()[-2000:]}")
    return seconds, killed


def _workers(ancestor: int) -> list[int]:
    """Processes that embed, below this one."""
    parents: dict[int, int] = {}
    titles: dict[int, bytes] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone
            pid = int(process.name)
            parents[pid] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            titles[pid] = (process / "cmdline").read_bytes()
    return sorted(pid for pid, title in titles.items() if ENCODER.match(title) and _below(pid, ancestor, parents))


def _below(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid and pid != ancestor:
        pid = parents.get(pid, 0)
    return pid == ancestor


if __name__ == "__main__":
    sys.exit(main())
