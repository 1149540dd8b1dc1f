"""Faults of shade: a plan told as done, a part as all, a deputy as the head. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.language.languages import Language
from service.language.lexicon import words_of
from service.language.name_reading import Text
from service.language.shade_words import (
    ALL,
    DENIED,
    DEPUTY,
    DONE,
    ONLY_ALL,
    OPEN,
    PENDING,
    PLANNED,
    SOME,
    TITLE,
    WHOLE,
)
from service.verifying.claim import Claim

NAMED = 2
"""Words after a title that tell whose it is. From 1 to 3 alike."""


def shade_faults(claim: Claim) -> list[str]:
    """What the statement makes of its evidence by a word that it drops or adds."""
    stated, evidence = claim.stated, claim.evidence
    joined = "\n".join(text.source for text in evidence)
    faults = []
    if (whole := ALL.search(stated.source)) and not WHOLE.search(joined):
        faults.append(f"quantifier: {whole.group()}")
    if (some := SOME.search(stated.source)) and ONLY_ALL.search(joined) and not SOME.search(joined):
        faults.append(f"quantifier: {some.group()}")
    nearest = _nearest(claim)
    # Only the nearest part of the evidence: a plan told elsewhere in the quote says nothing of this.
    plan = PLANNED.search(nearest) or (DONE.search(stated.source) and PENDING.search(nearest))
    if plan and not OPEN.search(stated.source) and not stated.negators:
        faults.append(f"modality: {plan.group()} dropped")
    if (denied := DENIED.search(nearest)) and not stated.denies:
        faults.append(f"negation: {denied.group()} dropped")
    return faults + _deputies(stated, evidence)


def _nearest(claim: Claim) -> str:
    """The part of the evidence that shares most with the statement: words, or what renders them."""
    words = set(claim.stated.folded)

    def shared(part: Text) -> int:
        spelling = part.spelling if part.language is not Language.ENGLISH else ""
        return len(words & set(part.folded)) + sum(
            any(one in spelling for one in forms) for _, _, forms in claim.stated.rendered
        )

    return max((part for text in claim.evidence for part in text.parts), key=shared, default=claim.stated).source


def _deputies(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """Titles that the statement has only as a deputy's, and the evidence never, or the other way round."""
    said, known = _titles([stated]), _titles(evidence)
    if stated.language is Language.ENGLISH or any(text.language is Language.ENGLISH for text in evidence):
        # Titles are written differently across languages, so there only whether it is a deputy's can be compared.
        said, known = ({deputy for _, deputy in titles} for titles in (said, known))  # type: ignore[assignment]
        return ["deputy: mistaken"] if said and known and not said & known else []
    names = {title for title, _ in known}
    wrong = [title for title, deputy in said if title in names and (title, deputy) not in known]
    return [f"deputy: {title}" for title in wrong or _promoted(stated, evidence)]


def _promoted(stated: Text, evidence: Sequence[Text]) -> Iterator[str]:
    """Titles that stand before their name in the evidence too, but there always as a deputy's."""
    joined = " ".join(" ".join(text.forms) for text in evidence)
    for match in TITLE[stated.language].finditer(stated.source):
        words = words_of(stated.source[match.start("title") :])[: len(words_of(match.group("title"))) + NAMED]
        before = [joined[: one.start()] for one in re.finditer(rf"\b{re.escape(' '.join(words))}\b", joined)]
        if not match.group("deputy") and before and all(one.endswith(f"{DEPUTY} ") for one in before):
            yield match.group("title")


def _titles(texts: Sequence[Text]) -> set[tuple[str, bool]]:
    """Titles in texts, each with whether it's a deputy's."""
    return {
        (match.group("title").lower(), bool(match.group("deputy")))
        for text in texts
        for match in TITLE[text.language].finditer(text.source)
    }
