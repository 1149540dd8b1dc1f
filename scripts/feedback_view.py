"""`trichdan feedback`: what readers said of answers, to read, or as cases for `trichdan eval`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from evals.suites.cases import CaseFile, Entry, Evidence, Typing, UnanswerableKind
from service.feedback import StoredFeedback
from service.language.detection import detect_language
from trichdan.terminal import report_console
from trichdan.wire import Complaint, Verdict


def show_feedback(found: Sequence[StoredFeedback]) -> None:
    """A table, oldest first."""
    table = Table("at", "", Column("question", overflow="fold"), "said", Column("comment", overflow="fold"))
    for one in found:
        what = one.reason.value if one.reason else ""
        table.add_row(one.at[:16], one.verdict.value, Text(one.question), what, Text(one.comment or ""))
    report_console().print(table)


def write_cases(found: Sequence[StoredFeedback], file: Path) -> int:
    """Write a case file of what readers settled. Returns how many questions are left over."""
    entries = {one.question: entry for one in found if (entry := _entry(one))}
    cases = CaseFile(
        name="feedback",
        description="Questions that readers asked, with what they found right.",
        corpus=tuple(sorted({place.article_id for entry in entries.values() for place in entry.gold})),
        cases=tuple(entries.values()),
    )
    file.write_text(cases.model_dump_json(indent=2, exclude_defaults=True) + "\n", "utf-8")  # YAML is a superset
    return len({one.question for one in found} - entries.keys())


def _entry(one: StoredFeedback) -> Entry | None:
    """A case, where the reader's word tells what is right: an answer that is good, a refusal that is, or should be."""
    said = {"id": one.id, "questions": {Typing(detect_language(one.question)): one.question}, "note": one.comment}
    unsaid = one.reason is Complaint.SHOULD_REFUSE if one.answered else one.verdict is Verdict.UP
    if unsaid:
        return Entry.model_validate(said | {"group": one.id, "unanswerable_kind": UnanswerableKind.NEAR_MISS})
    if one.verdict is Verdict.UP and one.citations:
        gold = [Evidence(article_id=place.article_id, start=place.start, end=place.end) for place in one.citations]
        return Entry.model_validate(said | {"group": gold[0].article_id, "gold": gold})
    return None
