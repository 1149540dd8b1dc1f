"""Where gold evidence stands: quotes to offsets, by the articles themselves. A quote that isn't there is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.errors import CaseError
from evals.suites.cases import Case, Evidence
from ingest.models import normalise

TextOf = Callable[[str], str]
"""Gives the text of an article by its id; raises `LookupError` if there is none."""


def resolve(cases: Sequence[Case], text_of: TextOf) -> list[Case]:
    """The same cases with every piece of gold as offsets, one evidence for each occurrence of a quote.

    Raises:
        CaseError: if a quote isn't in its article, or an article isn't there.
    """
    return [
        case.model_copy(
            update={
                "gold": _resolve_any(case, case.gold, text_of),
                "needs": tuple(_resolve_any(case, alternatives, text_of) for alternatives in case.needs),
            }
        )
        for case in cases
    ]


def _resolve_any(case: Case, alternatives: Sequence[Evidence], text_of: TextOf) -> tuple[Evidence, ...]:
    return tuple(place for evidence in alternatives for place in _places(case, evidence, text_of))


def _places(case: Case, evidence: Evidence, text_of: TextOf) -> list[Evidence]:
    try:
        text = text_of(evidence.article_id)
    except LookupError as error:
        raise CaseError(f"Case {case.id}: there is no article {evidence.article_id!r}.") from error
    if evidence.start is not None and evidence.end is not None:
        found = text[evidence.start : evidence.end]
        if evidence.end > len(text) or (evidence.quote is not None and normalise(evidence.quote) != found):
            raise CaseError(
                f"Case {case.id}: [{evidence.start}:{evidence.end}] of {evidence.article_id} is {found!r}, "
                f"not {evidence.quote!r}."
            )
        return [evidence.model_copy(update={"quote": found})]
    quote, within = normalise(evidence.quote or ""), normalise(evidence.within or "")
    starts = [
        outer + inner
        # Each occurrence counts, since a reader is well served by any of them.
        for outer in (_occurrences(text, within) if within else [0])
        for inner in _occurrences(within or text, quote)
    ]
    if not starts:
        raise CaseError(f"Case {case.id}: {within or quote!r} is not in article {evidence.article_id}.")
    return [
        Evidence(article_id=evidence.article_id, quote=quote, start=start, end=start + len(quote))
        for start in sorted(set(starts))
    ]


def _occurrences(text: str, part: str) -> list[int]:
    starts, at = [], text.find(part)
    while at >= 0:
        starts.append(at)
        at = text.find(part, at + 1)
    return starts
