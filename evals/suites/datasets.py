"""Published evaluation sets as cases. The data stays outside the repository, in the folder `TRICHDAN_EVALSETS`.

xquad/                 Vietnamese paragraphs and questions, CC BY-SA 4.0 (Artetxe et al. 2020)
squad2_unanswerable/   human-written near misses over the same paragraphs, CC BY-SA 4.0 (Rajpurkar et al. 2018)
viwiki/                Wikipedia articles as a haystack, CC BY-SA
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import SuiteError
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind
from ingest.models import normalise

_QUESTION_FIELDS = {
    Typing.VI: "question_vi",
    Typing.VI_UNACCENTED: "question_vi_unaccented",
    Typing.EN: "question_en",
}


@dataclass(frozen=True, slots=True)
class EvalSets:
    """The folder of evaluation sets, as paths and cases."""

    folder: Path

    @property
    def xquad_articles(self) -> Path:
        """Paragraphs, one an article, ready for ingest."""
        return self.folder / "xquad" / "articles.jsonl"

    @property
    def haystack(self) -> Path:
        """Wikipedia articles, ready for ingest."""
        return self.folder / "viwiki" / "articles.jsonl"

    def xquad(self) -> list[Case]:
        """Every question in its three typings, with the answer spans as gold."""
        texts = {row["id"]: row["text"] for row in read_rows(self.xquad_articles)}
        rows = read_rows(self.folder / "xquad" / "questions.jsonl")
        return [case for row in rows for case in _answerable(row, texts[row["article_id"]])]

    def gold_removed(self) -> list[Case]:
        """The same questions with their own paragraph withheld: near misses by construction."""
        return [_without_gold(case) for case in self.xquad()]

    def near_misses(self) -> list[Case]:
        """Human-written unanswerable questions, in English as they were written."""
        return [_near_miss(row, "question_en", Typing.EN, "") for row in self._squad2()]

    def near_misses_translated(self) -> list[Case]:
        """The same in machine-translated Vietnamese, sometimes garbled; to be reported apart."""
        field = "question_vi_machine_translated"
        return [_near_miss(row, field, Typing.VI, "-mt") for row in self._squad2() if row.get(field)]

    def _squad2(self) -> Iterator[Mapping[str, Any]]:
        return read_rows(self.folder / "squad2_unanswerable" / "questions.jsonl")


def foreign(cases: list[Case]) -> list[Case]:
    """Answerable cases as they are over a corpus without their articles: nothing answers them."""
    return [_unanswerable(case, f"foreign-{case.id}", UnanswerableKind.FOREIGN) for case in cases if case.answerable]


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file.

    Raises:
        SuiteError: it can't be read.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)
    except (OSError, ValueError) as error:
        raise SuiteError(f"The evaluation set {path} can't be read: {error}.") from error


def _answerable(row: Mapping[str, Any], text: str) -> Iterator[Case]:
    gold = tuple(_gold(row["article_id"], text, answer) for answer in row["answers"])
    base = f"xquad-{row['id']}"
    for typing, field in _QUESTION_FIELDS.items():
        yield Case(
            id=f"{base}.{typing}",
            base=base,
            group=row["group"],
            question=row[field].strip(),
            language=typing,
            gold=gold,
            expected=(tuple(dict.fromkeys(answer["text"] for answer in row["answers"])),),
        )


def _gold(article_id: str, text: str, answer: Mapping[str, Any]) -> Evidence:
    """The set's offsets are of its own text, which ingest may shorten by a byte order mark or a combining letter."""
    # What stands before an offset decides by how much it moves.
    start = len(normalise(text[: answer["start"]]))
    quote = normalise(answer["text"])
    return Evidence(article_id=article_id, quote=quote, start=start, end=start + len(quote))


def _near_miss(row: Mapping[str, Any], field: str, typing: Typing, suffix: str) -> Case:
    base = f"squad2-{row['id']}"
    return Case(
        id=f"{base}.{typing}{suffix}",
        base=base,
        group=row["group"],
        question=row[field].strip(),
        language=typing,
        unanswerable_kind=UnanswerableKind.NEAR_MISS,
    )


def _without_gold(case: Case) -> Case:
    # Every article that answers, or one of them would still.
    withheld = sorted({evidence.article_id for piece in case.pieces for evidence in piece})
    removed = _unanswerable(case, f"removed-{case.id}", UnanswerableKind.GOLD_REMOVED)
    return removed.model_copy(update={"exclude_articles": tuple(withheld)})


def _unanswerable(case: Case, case_id: str, kind: UnanswerableKind) -> Case:
    nothing: dict[str, Any] = {"gold": (), "needs": (), "expected": ()}
    return case.model_copy(update={**nothing, "id": case_id, "unanswerable_kind": kind})
