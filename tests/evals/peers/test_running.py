"""Questions and turns: what is written already isn't asked again, and any beginning is balanced."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

from evals.peers.replies import Reply, read_results
from evals.peers.running import ask_all
from evals.peers.sample import NEWS, NEWS_QUOTA, SEEDS_QUOTA, Question, corpora, questions
from evals.suites.cases import Typing
from tests.evals.peers.test_report import QUESTIONS


class Scripted:
    version = "1"

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[str] = []

    def ask(self, corpus: str, question: str) -> Reply:
        self.asked.append(question)
        return Reply(text=f"{self.name} says")


def usage() -> dict[str, Any]:
    return {"read": 1}


def asked(path: Path) -> list[tuple[str, str]]:
    return [(one.system, one.case) for one in read_results(path)]


def test_systems_take_turns_and_a_run_is_resumed(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    systems = [Scripted("one"), Scripted("two")]
    later = time.monotonic() + 3_600
    assert ask_all(systems, QUESTIONS[:2], out, usage, {"two": 1}, later) == 3
    assert asked(out) == [("one", "q1"), ("two", "q1"), ("one", "q2")]
    assert ask_all(systems, QUESTIONS[:2], out, usage, {}, later) == 1
    assert asked(out)[3:] == [("two", "q2")]


def test_nothing_is_begun_behind_the_deadline(tmp_path: Path) -> None:
    system = Scripted("one")
    assert ask_all([system], QUESTIONS, tmp_path / "results.jsonl", usage, {}, time.monotonic() - 1) == 0
    assert system.asked == []


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "results.jsonl"
    ask_all([Scripted("one")], QUESTIONS[:2], out, usage, {}, time.monotonic() + 3_600)
    out.write_text(out.read_text("utf-8")[:-10], "utf-8")
    assert asked(out) == [("one", "q1")]


def kinds(found: list[Question]) -> Counter[tuple[str, bool]]:
    return Counter((one.case.language.value, one.case.answerable) for one in found)


def test_the_sample_is_fixed_held_out_and_balanced() -> None:
    found = corpora()
    assert found[0].name == "strangers-held"
    assert len(found) == 1 + NEWS
    drawn = questions(found)
    assert drawn == questions(found)
    answerable = SEEDS_QUOTA.answerable + NEWS_QUOTA.answerable
    unanswerable = SEEDS_QUOTA.unanswerable + NEWS_QUOTA.unanswerable
    wanted = {(typing.value, said): answerable if said else unanswerable for typing in Typing for said in (True, False)}
    assert kinds(drawn) == wanted
    assert len({(one.corpus, one.case.base) for one in drawn}) == len(drawn)
    half = kinds(drawn[: len(drawn) // 2])
    assert all(abs(half[kind] - n / 2) <= 1.5 for kind, n in kinds(drawn).items())
