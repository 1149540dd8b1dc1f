"""Questions out of sentences as candidate cases, and near misses of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from evals.own.material import Material
from evals.own.mutations import FALSE
from evals.suites.cases import Evidence, Kind
from service.language.fact_spans import Fact
from service.language.questions_of import MASK, Asked, as_question, masked

KINDS = {Fact.NUMBER: Kind.HOW_MANY, Fact.DATE: Kind.WHEN, Fact.PERSON: Kind.WHO}
"""What is asked for, and what that is called in a case file."""


def gold(asked: Asked, article_id: str) -> Evidence:
    """The answer as evidence of a case."""
    return Evidence(article_id=article_id, quote=asked.answer.text, within=asked.told.text)


def near_misses(asked: Asked, known: Material, seed: str) -> Iterator[tuple[str, str]]:
    """The same question with one thing changed, so that no sentence of the article answers it: (kind, question)."""
    sentence, word = masked(asked.told, asked.answer)
    for kind, mutation in FALSE.items():
        changed = mutation(sentence, known, random.Random(f"{seed}/{kind}/{sentence}"))  # noqa: S311 - a probe, not a secret
        # What is asked for may itself have been changed away: no mutation is meant to touch the mask.
        if changed is not None and MASK in changed:
            yield kind, as_question(changed, word)
