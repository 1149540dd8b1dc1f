"""Many clients at once while articles are ingested: `python -m evals.benchmarks.load`.

A service of its own on loopback, over made-up short articles, asked by as many clients as wanted for as long as wanted,
while `trichdan ingest` beside it adds and changes others. Told are statuses, quotes that don't stand in any version of
their article, how long answers took, and the service's memory. Ends with 1 if a quote is wrong or a reply is an error
other than 503 with `Retry-After`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from evals.benchmarks.latency import resident_mb

START_S = 600.0
SAMPLES = 12
"""How often the memory is looked at, in equal steps."""

CHANGED = 40
"""Articles that each ingest beside the questions writes, half of them anew."""

_SYLLABLES = ("an", "bình", "châu", "giang", "hải", "kim", "lâm", "minh", "nam", "phong", "sơn", "thanh", "vân", "yên")


def sha256(text: str) -> str:
    """As citations name the version that they quote."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def place(number: int) -> str:
    """A name for each number, of two or three syllables."""
    names = []
    while True:
        number, at = divmod(number, len(_SYLLABLES))
        names.append(_SYLLABLES[at].capitalize())
        if not number and len(names) > 1:
            return " ".join(names)


@dataclass
class Articles:
    """Made-up articles in files, and every text that each ever had.

    Attributes:
        folder: where the files are.
        texts: by article id, the texts by their hashes.
    """

    folder: Path
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def write(self, number: int, edition: int) -> None:
        """Write an article, or write it anew."""
        text = f"Cầu {place(number)} dài {100 + number} mét, theo lần đo thứ {edition}."
        self.texts.setdefault(f"a{number}", {})[sha256(text)] = text
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"a{number}.txt").write_text(text, encoding="utf-8")

    def question(self, rng: random.Random) -> str:
        """One that an article answers."""
        return f"Cầu {place(rng.randrange(len(self.texts)))} dài bao nhiêu mét?"


@dataclass
class Tally:
    """What came back."""

    articles: Articles
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    quotes: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, reply: httpx.Response, took: float) -> None:
        """Count a reply, and check what it quotes."""
        self.statuses[str(reply.status_code)] += 1
        if reply.status_code == 503 and reply.headers.get("Retry-After", "").isdigit():
            return
        if reply.status_code != 200:
            self.wrong.append(f"{reply.status_code}: {reply.text[:200]}")
            return
        self.seconds.append(took)
        for one in reply.json()["citations"]:
            self.quotes += 1
            text = self.articles.texts.get(one["article_id"], {}).get(one["article_sha256"], "")
            if text[one["start"] : one["end"]] != one["quote"] or not one["quote"]:
                self.wrong.append(f"{one['article_id']}: {one['quote'][:80]!r}")


async def ask(url: str, tally: Tally, clients: int, seconds: float) -> None:
    """As many clients as wanted, each with one question after another; sent away, it comes back when it was told to."""
    ends = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients)

    async def one(seed: int, client: httpx.AsyncClient) -> None:
        rng = random.Random(seed)  # noqa: S311
        while time.monotonic() < ends:
            started = time.monotonic()
            try:
                reply = await client.post("/v1/ask", json={"question": tally.articles.question(rng)})
            except httpx.HTTPError as error:
                tally.statuses[type(error).__name__] += 1
                tally.wrong.append(repr(error))
                continue
            tally.note(reply, time.monotonic() - started)
            if reply.status_code == 503:
                await asyncio.sleep(int(reply.headers.get("Retry-After", "1")))

    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        await asyncio.gather(*(one(seed, client) for seed in range(clients)))


@contextmanager
def service(environment: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """A service on a free port; its address and process id once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as out:
        command = _command("serve", "--port", str(port))
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)  # noqa: S603
    try:
        deadline = time.monotonic() + START_S
        while not _is_ready(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The service did not start: {log.read_text('utf-8', 'replace')[-1000:]}")
            time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(60)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scripts.cli", *arguments]


async def _watch(pid: int, seconds: float, found: list[float]) -> None:
    for _ in range(SAMPLES):
        await asyncio.sleep(seconds / SAMPLES)
        found.append(resident_mb(pid))


async def _ingest(articles: Articles, known: int, environment: dict[str, str], ends: float) -> int:
    """Ingest beside the questions until the time is over; returns how often."""
    rounds = 0
    while time.monotonic() < ends:
        for at in range(CHANGED):
            articles.write(known + rounds * CHANGED + at if at % 2 else at, rounds + 2)
        child = await asyncio.create_subprocess_exec(
            *_command("ingest", str(articles.folder), "--json"), env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        if await child.wait() != 0:
            raise SystemExit("An ingest failed.")
        rounds += 1
    return rounds


async def _measure(
    url: str, pid: int, tally: Tally, given: argparse.Namespace, environment: dict[str, str]
) -> tuple[list[float], int]:
    memory = [resident_mb(pid)]
    ends = time.monotonic() + given.seconds
    _, _, rounds = await asyncio.gather(
        ask(url, tally, given.clients, given.seconds),
        _watch(pid, given.seconds, memory),
        _ingest(tally.articles, given.articles, environment, ends),
    )
    return memory, rounds


def main() -> int:
    """Run, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trichdan-load-") as folder:
        root = Path(folder)
        environment = os.environ | {"TRICHDAN_DATA": str(root / "data"), "TRICHDAN_LOCK_WAIT": "60"}
        environment.setdefault("TRICHDAN_MODELS", str(root / "models"))
        articles = Articles(root / "news")
        for number in range(given.articles):
            articles.write(number, 1)
        first = _command("ingest", str(articles.folder), "--json")
        subprocess.run(first, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        tally = Tally(articles)
        with service(environment, root / "service.log") as (url, pid):
            memory, rounds = asyncio.run(_measure(url, pid, tally, given, environment))
    _show(tally, memory, rounds, given)
    return 1 if tally.wrong else 0


def _show(tally: Tally, memory: list[float], rounds: int, given: argparse.Namespace) -> None:
    print(
        f"{given.clients} clients for {given.seconds:.0f} s on {given.articles} articles, {rounds} ingests beside them"
    )
    print(", ".join(f"{status}: {number}" for status, number in sorted(tally.statuses.items())))
    print(f"{tally.quotes} quotes; wrong quotes and errors: {len(tally.wrong)}")
    for said in tally.wrong[:10]:
        print(f"  {said}")
    if tally.seconds:
        p50, p95 = np.quantile(tally.seconds, [0.5, 0.95])
        print(f"answered {len(tally.seconds)}; p50 {p50:.2f} s, p95 {p95:.2f} s, waiting in line included")
    print("resident memory in MB: " + ", ".join(f"{one:.0f}" for one in memory))


if __name__ == "__main__":
    sys.exit(main())
