"""Asks every system every question, in turns, one at a time; what is written already isn't asked again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.peers.replies import Result, System, missing, read_results, write_result
from evals.peers.sample import Question


def ask_all(
    systems: Sequence[System],
    questions: Sequence[Question],
    out: Path,
    usage: Callable[[], dict[str, Any]],
    limits: Mapping[str, int],
    deadline: float,
) -> int:
    """Ask what is missing in `out`, and add it there; how many results that gave.

    Args:
        systems: in the order in which they take turns.
        questions: in order.
        out: the results, a line each.
        usage: what the LLM was used for since the last call.
        limits: systems that are asked only so many questions, the first ones.
        deadline: no question is begun after this `time.monotonic()`.
    """
    known, added = read_results(out), 0
    for number, question in enumerate(questions):
        for system in systems:
            if number >= limits.get(system.name, len(questions)) or not missing(known, system.name, question.case.id):
                continue
            if time.monotonic() >= deadline:
                return added
            write_result(out, ask(system, question, usage))
            added += 1
    return added


def ask(system: System, question: Question, usage: Callable[[], dict[str, Any]]) -> Result:
    """One question to one system, and what it took."""
    usage()
    started = time.perf_counter()
    reply = system.ask(question.corpus, question.case.question)
    return Result(
        system=system.name,
        version=system.version,
        case=question.case.id,
        reply=reply,
        seconds=time.perf_counter() - started,
        usage=usage(),
    )
