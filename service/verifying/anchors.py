"""A text as words, names and numbers: the latter two are anchors, to which facts are tied. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.language.figure_reading import MEASURES, Figure
from service.language.lexicon import FROM_TO
from service.language.name_reading import JOINTS, Text

NEAR = 3
"""Words that may stand between two numbers of "from … to …", and content words beside one that may say of what it is.
From 2 to 4 alike."""

PLAIN = "in "
"""The kind of a number without a unit."""

_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
_OFFICES = {"title", "institution"}
_SENTENCE = re.compile(r"[;:.\n]\s|\n")
_CLAUSE = re.compile(r"[,;:.!?()|\n]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, name or number: `key` is equal for what says the same; `kind` of numbers is their unit."""

    form: str
    key: object
    kind: str | None = None
    sentence: int = 0
    clause: int = 0
    office: bool = False
    """Whether a word belongs to a title or an institution: nothing is done by it."""

    @property
    def anchor(self) -> bool:
        """Whether it is a name or a number."""
        return self.kind is not None


def tokens_of(text: Text) -> tuple[Token, ...]:
    """The words of a text, a name as its last word, a number with its value and unit."""
    figures = {one.start: one for one in text.figures}
    names = {at: at == end - 1 for start, end in text.names if _names(text, start, end) for at in range(start, end)}
    offices = {
        at for one in text.mentions if _OFFICES & {c.kind for c in one.concepts} for at in range(one.start, one.end)
    }
    found: list[Token] = []
    word = sentence = clause = last = until = 0
    for match in _TOKEN.finditer(text.source):
        sentence += bool(_SENTENCE.search(text.source, last, match.start() + 1))
        clause += bool(_CLAUSE.search(text.source, last, match.start()))
        last = match.end()
        is_word = not match.group()[0].isdigit()
        at, word = word, word + is_word
        clause += is_word and text.forms[at] in JOINTS[text.language]
        figure = figures.get(match.start())
        # A number in several words is one, and a name is its last word: "Khúc Thừa Vịnh" is "ông Vịnh" elsewhere.
        if match.start() < until or (is_word and names.get(at) is False):
            continue
        if figure or not is_word:
            found.append(_number(match.group(), figure, sentence, clause))
            until = figure.end if figure else 0
        elif at in names:
            found.append(Token(text.forms[at], text.folded[at], "name", sentence, clause))
        else:
            found.append(Token(text.forms[at], text.stems[at], None, sentence, clause, at in offices))
    return tuple(found)


def _names(text: Text, start: int, end: int) -> bool:
    """Whether a run of capitalised words names something: not a lone word of general meaning ("Giám đốc")."""
    # "USD" is a unit.
    if text.acronym[start] and text.forms[start] in MEASURES:
        return False
    return end - start > 1 or text.acronym[start] or not any(m.start <= start < m.end for m in text.mentions)


def _number(written: str, figure: Figure | None, sentence: int, clause: int) -> Token:
    """A number, or digits of a date."""
    return Token(
        written, figure.value if figure else written, f"in {figure.unit}" if figure else "date", sentence, clause
    )


def numbers_of(tokens: Sequence[Token]) -> list[int]:
    """Indexes of a text's numbers that aren't of dates."""
    return [at for at, token in enumerate(tokens) if (token.kind or "").startswith("in ")]


def joined(tokens: Sequence[Token]) -> bool:
    """Whether what stands between two numbers only says "from … to …"."""
    return 0 < len(tokens) <= NEAR and all(token.form in MEASURES | FROM_TO for token in tokens)


def steps(tokens: Sequence[Token]) -> set[str]:
    """ "increase" and "decrease", as the numbers of a text step up or down ("từ 127 lên 141")."""
    found = set()
    for low, high in pairwise(numbers_of(tokens)):
        one, other = tokens[low], tokens[high]
        # "Từ 318 tỉ lên 355 tỉ đồng": the unit is given once.
        alike = one.kind in (other.kind, PLAIN)
        if alike and one.key != other.key and joined(tokens[low + 1 : high]):
            found.add("increase" if one.key < other.key else "decrease")  # type: ignore[operator]
    return found
