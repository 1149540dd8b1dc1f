"""Is a statement carried by its quotes? Each kind of fault has a module of its own beside this one. Pure.

It forgives wording and language, and nothing that turns a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from service.language.name_reading import Text, read_text
from service.language.order_words import gives_orders
from service.language.shade_words import NO, PERSONS, without_lead
from service.verifying.bindings import misbound
from service.verifying.content import Similarity, cause_faults, content_faults
from service.verifying.dates import uncarried_dates
from service.verifying.directions import direction_faults
from service.verifying.figures import carried_numbers
from service.verifying.names import mistitled, uncarried_names
from service.verifying.negation import negation_faults
from service.verifying.references import referred
from service.verifying.shades import shade_faults
from trichdan.wire import FaultKind

_LINK = re.compile(r"(?:https?://|www\.|[\w.+-]+@[\w-]+\.\w)\S*", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z/!][^>]*>|!?\[[^\]]*\]\([^)]*\)|```", re.IGNORECASE)


_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"”»’')]*\s*$")

_KINDS = {
    "number": FaultKind.FIGURE,
    "date": FaultKind.FIGURE,
    "title": FaultKind.NAME,
    "deputy": FaultKind.NAME,
    "content": FaultKind.NOT_STATED,
    "link": FaultKind.FORM,
    "order": FaultKind.FORM,
    "person": FaultKind.FORM,
}
"""Of faults whose own word isn't their kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is carried; if not, each fault as `word: what`."""

    faults: tuple[str, ...]
    missing_names: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against the statement."""
        return not self.faults

    @property
    def kinds(self) -> tuple[FaultKind, ...]:
        """The kinds of faults, each once, in the order in which they are looked for."""
        words = (fault.partition(":")[0] for fault in self.faults)
        return tuple(dict.fromkeys(_KINDS[word] if word in _KINDS else FaultKind(word) for word in words))

    @property
    def only_names(self) -> bool:
        """Whether all that the quotes lack is names, and titles of who bears them."""
        return bool(self.missing_names) and all(fault.startswith(("name:", "title:")) for fault in self.faults)


def check(
    statement: str,
    quotes: Sequence[str],
    *,
    title: str = "",
    published: str | Sequence[str] = "",
    before: Sequence[str] = (),
    similarity: Similarity | None = None,
) -> Verdict:
    """Whether `quotes` carry `statement`. An article's title and date may complete a name or a year: one date, or
    that of each quote's article.

    `similarity`, if given, is asked where languages differ and the word table doesn't know enough.
    """
    answers_no, repeated = NO.match(statement) is not None, _repeats(statement, quotes)
    statement = without_lead(statement)
    stated, evidence = read_text(statement), [read_text(quote) for quote in quotes]
    whole = [*evidence, read_text(title)] if title else evidence
    faults = [f"form: {match.group()}" for match in _MARKUP.finditer(statement)]
    faults += [f"link: {link}" for link in _LINK.findall(statement) if not any(link in quote for quote in quotes)]
    faults += [f"order: {quote[:40]}" for quote in quotes if gives_orders(quote)]
    faults += _person_faults(stated, evidence)
    if repeated or _repeats(statement, quotes):
        return Verdict(tuple(faults))
    names = uncarried_names(stated, whole, partial(_referred, stated, evidence, before))
    dates = [published] * len(quotes) if isinstance(published, str) else published
    carried = carried_numbers(stated, quotes, title)
    faults += [f"number: {written}" for written in carried.missing]
    faults += [f"date: {day}" for day in uncarried_dates(stated, quotes, title, dates, before)]
    faults += [f"name: {name}" for name in names]
    faults += [f"title: {words}" for words in mistitled(stated, whole)]
    faults += shade_faults(stated, evidence)
    faults += misbound(stated, evidence)
    faults += direction_faults(stated, whole)
    faults += negation_faults(stated, evidence, carried.computed > 0, answers_no)
    translated = any(text.language != stated.language for text in evidence)
    alike = partial(similarity.alike, quotes) if similarity and translated else None
    restates = partial(similarity.restates, quotes) if similarity and not translated else None
    faults += cause_faults(stated, whole)
    faults += content_faults(stated, whole, alike, restates)
    return Verdict(tuple(faults), tuple(names))


def _repeats(statement: str, quotes: Sequence[str]) -> bool:
    """Whether a statement is a quote, word for word, or whole sentences of one: nothing is put in other words."""
    wanted = _SPACES.sub(" ", statement).strip()
    for quote in quotes:
        said = _SPACES.sub(" ", quote).strip()
        at = said.find(wanted) if wanted else -1
        if at >= 0 and _ends(said[:at]) and (at + len(wanted) == len(said) or _ends(wanted)):
            return True
    return False


def _ends(text: str) -> bool:
    """Whether a sentence ends with a text, which may be none."""
    return not text or _SENTENCE_END.search(text) is not None


def _referred(stated: Text, evidence: Sequence[Text], before: Sequence[str], start: int, end: int) -> bool:
    """Whether what stands before the quotes names whom they mean; it is read only where a name lacks."""
    texts = [read_text(text) for text in before]
    return bool(texts) and referred(stated, start, end, evidence, texts)


def _person_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """The statement speaks to the reader or as itself, and the quotes don't."""
    quoted = {word for text in evidence for word in PERSONS[text.language] if word in text.forms}
    used = [word for word in PERSONS[stated.language] if word in stated.forms]
    return [f"person: {word}" for word in used] if used and not quoted else []
