"""Requests on the side are told from questions by their shape, and nothing takes long to tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from service.language.long_messages import question_in
from service.language.side_tasks import Said, Wanted, read_side_task
from tests.conftest import ROOT

BEFORE = (Said(True, "Ai chủ trì hội nghị?"), Said(False, "Ông A. [1]"))
INSTRUCTIONS = "Provide a short title, write a summary, and suggest follow-up questions for the conversation."


def strings(found: Any, below: bool = False) -> Iterator[str]:
    """What stands below keys that name what is asked or said."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from strings(value, below or str(key).startswith(("question", "message", "asked", "turns")))
    elif isinstance(found, list):
        for value in found:
            yield from strings(value, below)
    elif below and isinstance(found, str):
        yield found


def questions() -> set[str]:
    """Everything that is asked in the evals that are in the repository."""
    lines = [json.loads(line) for path in (ROOT / "evals").rglob("*.jsonl") for line in path.open(encoding="utf-8")]
    files = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "evals").rglob("*.yaml")]
    return set(strings([lines, files]))


def test_no_question_of_the_evals_is_taken_for_one() -> None:
    asked = questions()
    assert len(asked) > 3_000
    taken = [one for one in asked if read_side_task(one) or read_side_task(one, INSTRUCTIONS, BEFORE)]
    assert taken == []


@pytest.mark.parametrize(
    ("order", "wanted", "form"),
    [
        ("Generate a concise title with an emoji summarizing the chat.", Wanted.TITLE, {}),
        ("Analyze this conversation and provide:\n1. The language\n2. A concise title", Wanted.TITLE, {}),
        ("Please summarize it in two lines.", Wanted.SUMMARY, {}),
        ('Create keywords. JSON: {"keywords": ["a"], "main": "b"}', Wanted.LIST, {"keywords": [], "main": ""}),
        ("Who is it?", None, {}),
    ],
)
def test_what_is_wanted_is_what_is_named_first(order: str, wanted: Wanted | None, form: dict[str, Any]) -> None:
    task = read_side_task(f"{order}\n\n**User:** Ai ký?\n**AI:** Ông A.")
    assert (task and (task.wanted, task.form, task.talk)) == (
        wanted and (wanted, form, (Said(True, "Ai ký?"), Said(False, "Ông A.")))
    )


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "message",
    [
        "\n" * 50_000 + "x",
        " " * 50_000 + "x",
        "User:" * 10_000,
        "User:\n" * 10_000,
        "{" * 50_000,
        '{"a":' * 10_000,
        "<chat_history>" * 5_000,
        "make " * 10_000,
        "#" * 50_000,
        "a? " * 20_000,
        "\n- [1] a" * 5_000,
    ],
    ids=lambda message: repr(message[:10]),
)
def test_no_message_takes_long(message: str) -> None:
    for text in (message, f"Generate a title.\nUser: {message}"):
        read_side_task(text, message)
        question_in(text, 2_000)
