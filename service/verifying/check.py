"""Is a statement carried by its quotes? Each kind of fault has a module of its own beside this one. Pure.

It forgives wording and language, and nothing that turns a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.verifying.bindings import binding_faults
from service.verifying.claim import Claim
from service.verifying.content import cause_faults, content_faults
from service.verifying.dates import uncarried_dates
from service.verifying.directions import direction_faults
from service.verifying.figures import carried_numbers
from service.verifying.form import form_faults
from service.verifying.names import mistitled, uncarried_names
from service.verifying.negation import negation_faults
from service.verifying.shades import shade_faults
from service.verifying.similarity import Similarity
from trichdan.wire import FaultKind

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
    """Whether `quotes` carry `statement`; of the rest see `Claim`. `published` is one date, or each quote's."""
    dates = (published,) * len(quotes) if isinstance(published, str) else tuple(published)
    return judge(Claim(statement, tuple(quotes), title, dates, tuple(before), similarity))


def judge(claim: Claim) -> Verdict:
    """What speaks against a claim."""
    form = tuple(form_faults(claim))
    if claim.repeats:
        return Verdict(form)
    numbers, dates = carried_numbers(claim), uncarried_dates(claim)
    names, titles = uncarried_names(claim), mistitled(claim)
    faults = (
        *form,
        *(f"number: {written}" for written in numbers.missing),
        *(f"date: {day}" for day in dates),
        *(f"name: {name}" for name in names),
        *(f"title: {words}" for words in titles),
        *shade_faults(claim),
        *binding_faults(claim),
        *direction_faults(claim),
        *negation_faults(claim, computed=numbers.computed),
        *cause_faults(claim),
        *content_faults(claim),
    )
    return Verdict(faults, tuple(names))
