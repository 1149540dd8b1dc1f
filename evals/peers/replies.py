"""What a system gives for a question, and what it took: a line of the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict


class Cited(BaseModel):
    """What a reply points to: a quote or a passage of an article."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    text: str


class Reply(BaseModel):
    """The answer as a user sees it.

    Attributes:
        text: the answer's own words; of an answer of nothing but quotes, those.
        cited: what it points to, in order.
        quoted: what it shows as the articles' own words.
        refused: the system itself says that it doesn't answer.
        way: how it came about, such as `llm`, or why the LLM's words didn't come through.
        error: why there's no answer.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    cited: tuple[Cited, ...] = ()
    quoted: tuple[Cited, ...] = ()
    refused: bool = False
    way: str = "llm"
    error: str | None = None


class Result(BaseModel):
    """A reply with its question's id, and what it took. `usage` is the LLM server's."""

    model_config = ConfigDict(frozen=True)

    system: str
    version: str
    case: str
    reply: Reply
    seconds: float
    usage: dict[str, Any]


class System(Protocol):
    """One way of answering, ready to be asked over any of the corpora."""

    name: str
    version: str

    def ask(self, corpus: str, question: str) -> Reply:
        """The answer to a question over the corpus of that name."""


def read_results(path: Path) -> list[Result]:
    """The results written so far; a line that was cut off is left out."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    return [Result.model_validate_json(line) for line in lines if line.endswith("\n")]


def write_result(path: Path, result: Result) -> None:
    """Add a line."""
    with path.open("a", encoding="utf-8") as lines:
        lines.write(result.model_dump_json() + "\n")


def missing(results: Sequence[Result], system: str, case: str) -> bool:
    """Whether this system hasn't been asked this yet."""
    return not any((one.system, one.case) == (system, case) for one in results)
