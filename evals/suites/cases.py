"""Cases: a question, what answers it, and where that stands in the articles. Read from YAML, JSON Lines or CSV.

A YAML file holds entries, each one question in up to three typings; a JSON Lines file holds one case a line, a CSV
file one question a row (`evals.suites.tables`). A file that is wrong is told with all its faults, each by its line.
Gold evidence is written as exact text and resolved to offsets against the articles (`evals.suites.places`), because a
quote survives an edit of the case file and an offset does not. Offsets are half-open code points of the article's text.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from evals.errors import CaseError, Fault
from evals.suites import tables
from evals.suites.marks import Marks
from service.language.detection import detect_language

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
        draft: nobody has confirmed yet that question and gold are right: `trichdan eval draft` wrote them.
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
    draft: bool = False

    @model_validator(mode="after")
    def _gold_fits(self) -> Self:
        if self.answerable == (not self.gold and not self.needs):
            # A case with neither would count as answerable and never be right.
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


@dataclass(frozen=True, slots=True)
class Source:
    """A case file as it was read: its cases, and the line of the file that each is on, by its id."""

    path: Path
    cases: tuple[Case, ...]
    lines: Mapping[str, int]


def load_cases(path: Path) -> list[Case]:
    """Cases of a `.yaml`, `.yml`, `.jsonl` or `.csv` file, in file order.

    Raises:
        CaseError: if the file can't be read, isn't of the form, or has an id twice.
    """
    return list(read_source(path).cases)


def read_source(path: Path) -> Source:
    """The same with the line of each case."""
    try:
        # Spreadsheets write a byte order mark, which would belong to the first column's name.
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} can't be read: {error}.") from error
    read = {".jsonl": _from_jsonl, ".csv": _from_csv}.get(path.suffix.lower(), _from_yaml)
    cases: list[Case] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    for line, one in read(text):
        if isinstance(one, Fault):
            faults.append(one)
        # Reports and baselines are compared by id: of two equal ones the later would hide the earlier.
        elif one.id in lines:
            faults.append(Fault(line, f"The case id {one.id!r} occurs twice, first in line {lines[one.id]}."))
        else:
            cases.append(one)
            lines[one.id] = line
    if not faults and not cases:
        faults.append(Fault(1, "there is no case in it"))
    if faults:
        raise CaseError.of(path, faults)
    return Source(path, tuple(cases), lines)


def check_ids(cases: Iterable[Case], where: str) -> None:
    """Refuse case ids that occur twice, since reports are compared by id."""
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"The case id {case.id!r} occurs twice in {where}.")
        seen.add(case.id)


Read = Iterator[tuple[int, Case | Fault]]
"""What a file holds, in order: cases and faults, each with its line."""


def _from_yaml(text: str) -> Read:
    try:
        marks = Marks(text)
        file = CaseFile.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        line = mark.line + 1 if mark else 1
        yield line, Fault(line, f"it is no valid YAML: {problem}; put quotation marks around questions and quotes")
    except ValidationError as error:
        for one in error.errors():
            line = marks.line(one["loc"])
            yield line, Fault(line, _in_words(one))
    else:
        for number, entry in enumerate(file.cases):
            line = marks.line(("cases", number))
            yield from ((line, case) for case in entry.cases())


def _from_jsonl(text: str) -> Read:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, Case.model_validate_json(line)
        except ValidationError as error:
            yield number, Fault(number, _in_words(error.errors()[0]))


def _from_csv(text: str) -> Read:
    line = 1
    try:
        for row in tables.rows(text):
            line = row.line
            yield line, _of_row(row)
    except (ValueError, csv.Error) as error:
        yield line, Fault(line, str(error))


def _of_row(row: tables.Row) -> Case | Fault:
    question = row.cells.get("question", "")
    try:
        said = tables.fields(row)
        return Case(base=said["id"], question=question, language=row.cells.get("typing") or typing_of(question), **said)
    except ValidationError as error:
        return Fault(row.line, _in_words(error.errors()[0]))
    except ValueError as error:
        return Fault(row.line, str(error))


def typing_of(question: str) -> Typing:
    """How a question is typed."""
    if detect_language(question).code == "en":
        return Typing.EN
    # A single mark is enough: who types any, types them.
    return Typing.VI_UNACCENTED if question.isascii() else Typing.VI


def _in_words(error: ErrorDetails) -> str:
    """A fault of the form, with what may have been meant."""
    place = ".".join(str(part) for part in error["loc"]) or "file"
    if error["type"] != "extra_forbidden":
        return f"{place}: {error['msg'].removeprefix('Value error, ')}"
    known = {name for model in (CaseFile, Entry, Case, Evidence) for name in model.model_fields}
    # Most unknown fields are misspelt ones.
    meant = get_close_matches(str(error["loc"][-1]), known, 1)
    return f"{place}: there is no such field" + (f"; is {meant[0]!r} meant?" if meant else "")


def cases_sha256(cases: Iterable[Case]) -> str:
    """Hash of the cases' content, independent of the file format: what a report says it was measured on."""
    digest = hashlib.sha256()
    for case in cases:
        # Without `draft`: confirming a case doesn't change what is asked.
        digest.update(case.model_dump_json(exclude_none=True, exclude={"draft"}).encode())
    return digest.hexdigest()


def json_schema() -> dict[str, Any]:
    """The schema of a YAML case file, for editors. Committed as `schema.json`."""
    schema = CaseFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The committed form of the schema."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
