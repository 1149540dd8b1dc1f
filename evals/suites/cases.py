"""Cases: a question, what answers it, and where that stands in the articles. Read from YAML or JSON Lines.

A YAML file holds entries, each one question in up to three typings; a JSON Lines file holds one case a line.
Gold evidence is written as exact text and resolved to offsets against the articles (`evals.suites.places`), because a
quote survives an edit of the case file and an offset does not. Offsets are half-open code points of the article's text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.errors import CaseError

CASES_FOLDER = Path(__file__).resolve().parents[1] / "cases"
SCHEMA_FILE = CASES_FOLDER / "schema.json"


class Typing(StrEnum):
    """In which language, and how, the question is typed."""

    VI = "vi"
    VI_UNACCENTED = "vi-unaccented"
    EN = "en"


class Kind(StrEnum):
    """What the question asks for."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how_many"
    WHAT = "what"
    WHICH = "which"
    WHY = "why"
    HOW = "how"
    LIST = "list"
    YES_NO = "yes_no"
    OTHER = "other"


class UnanswerableKind(StrEnum):
    """Why no article answers the question."""

    FOREIGN = "foreign"
    NEAR_MISS = "near_miss"
    GOLD_REMOVED = "gold_removed"


class Strict(BaseModel):
    """Base of what is read from case files: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(Strict):
    """A stretch of an article that answers: by its exact text, or by offsets once that is resolved.

    Attributes:
        quote: text that stands in the article; each of its occurrences counts as evidence.
        within: longer text that holds `quote`; only occurrences of `quote` inside it count.
        start, end: half-open span in code points; given together, instead of or beside `quote`.
    """

    article_id: str = Field(min_length=1)
    quote: str | None = Field(default=None, min_length=1)
    within: str | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = None

    @model_validator(mode="after")
    def _place_is_given(self) -> Self:
        if self.quote is None and self.start is None:
            raise ValueError("evidence needs a quote, or start and end")
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end go together")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError("evidence can't be an empty span")
        if self.within is not None and (self.quote is None or self.quote not in self.within):
            raise ValueError("'within' has to hold the quote")
        return self


class CaseBody(Strict):
    """What the typings of one question share.

    Attributes:
        group: the cluster for intervals, as a rule the source article: its questions are not independent.
        gold: alternatives, any one of which is enough.
        needs: for questions that need several pieces: one of each inner list. Instead of `gold`.
        expected: accepted answer strings: of each inner list one has to be in the answer.
        unanswerable_kind: set exactly where no article answers.
        exclude_articles: articles that must not be used when this is asked.
    """

    id: str = Field(min_length=1)
    group: str = Field(min_length=1)
    kind: Kind = Kind.OTHER
    gold: tuple[Evidence, ...] = ()
    needs: tuple[tuple[Evidence, ...], ...] = ()
    expected: tuple[tuple[str, ...], ...] = ()
    unanswerable_kind: UnanswerableKind | None = None
    exclude_articles: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _gold_fits(self) -> Self:
        if self.answerable == (not self.gold and not self.needs):
            raise ValueError(f"{self.id}: a case has either gold (or needs), or an unanswerable_kind")
        if self.gold and self.needs:
            raise ValueError(f"{self.id}: gold is for one piece of evidence, needs for several; give one of them")
        if any(not alternatives for alternatives in (*self.needs, *self.expected)):
            raise ValueError(f"{self.id}: an inner list of needs or expected is empty")
        if self.expected and not self.answerable:
            raise ValueError(f"{self.id}: an unanswerable case can't expect an answer")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the articles answer the question."""
        return self.unanswerable_kind is None

    @property
    def pieces(self) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence needed: all of the outer tuple, any of each inner one. Empty if unanswerable."""
        return self.needs or ((self.gold,) if self.gold else ())


class Case(CaseBody):
    """One question in one typing. `base` is shared by the typings of the same question."""

    base: str
    question: str = Field(min_length=1)
    language: Typing


class Entry(CaseBody):
    """One question in the typings that are given: what a person writes in a YAML case file."""

    questions: dict[Typing, str] = Field(min_length=1)

    def cases(self) -> list[Case]:
        """One case for each typing, with ids `<id>.<typing>`."""
        shared = {name: getattr(self, name) for name in CaseBody.model_fields if name != "id"}
        return [
            Case(id=f"{self.id}.{typing}", base=self.id, question=question, language=typing, **shared)
            for typing, question in self.questions.items()
        ]


class CaseFile(Strict):
    """A YAML case file. `corpus` lists the article ids that it speaks of."""

    name: str
    description: str = ""
    corpus: tuple[str, ...] = ()
    cases: tuple[Entry, ...]


def load_cases(path: Path) -> list[Case]:
    """Cases of a `.yaml`, `.yml` or `.jsonl` file, in file order.

    Raises:
        CaseError: if the file can't be read, isn't of the form, or has an id twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} can't be read: {error}.") from error
    cases = _from_jsonl(path, text) if path.suffix == ".jsonl" else _from_yaml(path, text)
    check_ids(cases, str(path))
    return cases


def check_ids(cases: Iterable[Case], where: str) -> None:
    """Refuse case ids that occur twice, since reports are compared by id."""
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"The case id {case.id!r} occurs twice in {where}.")
        seen.add(case.id)


def _from_yaml(path: Path, text: str) -> list[Case]:
    try:
        file = CaseFile.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise CaseError(f"{path} is no valid YAML: {error}") from error
    except ValidationError as error:
        raise CaseError(f"{path} is not of the case file's form: {_first(error)}") from error
    return [case for entry in file.cases for case in entry.cases()]


def _from_jsonl(path: Path, text: str) -> list[Case]:
    cases = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            cases.append(Case.model_validate_json(line))
        except ValidationError as error:
            raise CaseError(f"{path}, line {number}, is no case: {_first(error)}") from error
    return cases


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'file'}: {first['msg']}"


def cases_sha256(cases: Iterable[Case]) -> str:
    """Hash of the cases' content, independent of the file format: what a report says it was measured on."""
    digest = hashlib.sha256()
    for case in cases:
        digest.update(case.model_dump_json(exclude_none=True).encode())
    return digest.hexdigest()


def json_schema() -> dict[str, Any]:
    """The schema of a YAML case file, for editors. Committed as `schema.json`."""
    schema = CaseFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The committed form of the schema."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
