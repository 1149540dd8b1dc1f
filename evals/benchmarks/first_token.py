"""How long a reader waits: `python -m evals.benchmarks.first_token http://127.0.0.1:8000 --pid PID`.

Asks a running service over the seeds our own questions about them as streams, one after the other, each in its three
typings, and tells the time to the first piece of the answer and to the last event, with the load of the machine, which
they depend on. With the service's process id, also the processor seconds that it took (Linux).
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.suites.build import seeds_suite
from evals.suites.cases import Case
from trichdan import Client, Token

QUESTIONS = 30
"""In each typing."""

WARM_UP = 3
TYPINGS = 3


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from the question to the first token and to the answer, and those of the service's processor."""

    first: float
    whole: float
    processor: float | None


def cases(each: int) -> list[Case]:
    """The questions in all their typings; those of one question follow each other."""
    by_base: dict[str, list[Case]] = defaultdict(list)
    for case in seeds_suite().cases:
        by_base[case.base].append(case)
    asked = [ways for ways in by_base.values() if len(ways) == TYPINGS and ways[0].answerable]
    return [case for ways in asked[:each] for case in ways]


def wait(client: Client, question: str, pid: int | None) -> Wait:
    """Ask, and note when the first token and the answer came."""
    before, started, first = processor_s(pid), time.perf_counter(), None
    for event in client.stream(question):
        if first is None and isinstance(event, Token):
            first = time.perf_counter() - started
    whole = time.perf_counter() - started
    after = processor_s(pid)
    return Wait(whole if first is None else first, whole, None if after is None or before is None else after - before)


def processor_s(pid: int | None) -> float | None:
    """Processor seconds of a process so far; None where they can't be told."""
    if pid is not None:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return None


def table(waits: dict[str, list[Wait]]) -> Iterator[str]:
    """A row for each typing, and one for all."""
    yield "| typing | n | first token, s: median | p95 | last event, s: median | p95 | processor s, mean |"
    yield "|---|---|---|---|---|---|---|"
    for name, some in [*waits.items(), ("all", [one for ones in waits.values() for one in ones])]:
        yield _row(name, some)


def _row(name: str, some: Sequence[Wait]) -> str:
    first, whole = [one.first for one in some], [one.whole for one in some]
    figures = [np.median(first), np.percentile(first, 95), np.median(whole), np.percentile(whole, 95)]
    took = [one.processor for one in some if one.processor is not None]
    mean = f"{np.mean(took):.2f}" if took else "–"
    return f"| {name} | {len(some)} | {' | '.join(f'{one:.2f}' for one in figures)} | {mean} |"


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--pid", type=int, help="process id of the service")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="in each typing")
    options = parser.parse_args()
    asked = cases(options.questions)
    waits: dict[str, list[Wait]] = defaultdict(list)
    with Client(options.url) as client:
        for case in asked[:WARM_UP]:
            wait(client, case.question, options.pid)
        for case in asked:
            waits[case.language.value].append(wait(client, case.question, options.pid))
    print("\n".join(table(waits)))
    loads = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\nLoad at the end: {loads} (1, 5, 15 minutes) on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
