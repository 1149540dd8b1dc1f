"""What belongs together: facts that change places between two clauses of a statement. Pure.

Where its quotes say "A is b, C is d", a statement may not say "A is d, C is b".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, groupby
from operator import attrgetter

from service.language.figure_reading import MEASURES
from service.language.glossary import rendered_spans, spelt
from service.language.languages import Language
from service.language.name_reading import Text
from service.language.number_words import NUMERALS
from service.language.shade_words import CONNECTING
from service.language.stopwords import STOPWORDS
from service.verifying.anchors import PLAIN, Token
from service.verifying.claim import Claim

TOLD_THERE = 2
"""Words that a statement must share with the sentence of another number to be told of that one: one is chance.
From 1 to 3 a refuted claim more or less."""

_By = Callable[[Token], int]
_CLAUSE, _SENTENCE = attrgetter("clause"), attrgetter("sentence")

_Held = tuple[Token, frozenset[int]]
"""A word, name or number, and the clauses of the evidence that hold it."""

_IDLE = NUMERALS | MEASURES | CONNECTING
"""Words that numbers are made of, their units, and what only ties facts together."""


def exchanged(claim: Claim) -> list[str]:
    """The first fact of a statement that has changed places with another, as a fault."""
    return _crossed(claim) or _of_another(claim)


def _crossed(claim: Claim) -> list[str]:
    """What two clauses of the statement each have from both of two clauses of the evidence.

    What both clauses of the statement have, or both of the evidence, tells them apart as little as function words do.
    """
    rows = _rows(claim, _CLAUSE)
    for one, other in combinations(rows, 2):
        common = {token.key for token, _ in one} & {token.key for token, _ in other}
        there = [frozenset[int]().union(*(held for _, held in row)) for row in (one, other)]
        for places in combinations(sorted(there[0] & there[1]), 2):
            # Each clause has to tie what is told in one place to what is told in the other: one alone may only add.
            parts = [[_only(row, place, places, common) for place in places] for row in (one, other)]
            if all(_ties(first, second) for first, second in parts):
                return ["role: " + ", ".join(some[0].form for part in parts for some in part)]
    return []


def _of_another(claim: Claim) -> list[str]:
    """A number whose own sentence shares nothing with the statement's, while that of another number like it does."""
    there = [region for _, region in _regions(claim, _SENTENCE)]
    said = {token.key for token in claim.tokens}
    for row in _rows(claim, _SENTENCE):
        for number, own in row:
            rest = [held for token, held in row if token is not number]
            if number.kind in (None, "name", "date") or any(own & held for held in rest):
                continue
            for place in range(len(there)):
                others = {token.key for token in there[place] if token.kind == number.kind}
                if others and not others & said and sum(place in held for held in rest) >= TOLD_THERE:
                    return [f"role: {number.form}"]
    return []


def _only(row: Sequence[_Held], place: int, places: tuple[int, int], common: set[object]) -> list[Token]:
    """What a clause of the statement has from one of two places alone."""
    return [token for token, held in row if held & {*places} == {place} and token.key not in common]


def _ties(some: Sequence[Token], others: Sequence[Token]) -> bool:
    """Whether a clause says what it has from one place of what it has from another: two numbers it may compare."""
    kinds = {token.kind for token in (*some, *others)}
    return bool(some and others) and (None in kinds or len(kinds) > 1)


def _rows(claim: Claim, by: _By) -> list[list[_Held]]:
    """The clauses or sentences of a statement as what of them the evidence holds, and in which of its own."""
    there = _regions(claim, by)
    rows = []
    for part in _parts(claim.tokens, by):
        held: dict[int, set[int]] = {}
        for place, (text, region) in enumerate(there):
            for at in _shared(claim.stated, part, text, region):
                held.setdefault(at, set()).add(place)
        rows.append([(part[at], frozenset(places)) for at, places in held.items()])
    return rows


def _regions(claim: Claim, by: _By) -> list[tuple[Text, list[Token]]]:
    """The clauses or sentences of the quotes, each with the quote that it's of; titles have none that tell facts."""
    quoted = zip(claim.evidence, claim.told, strict=False)
    return [(text, region) for text, tokens in quoted for region in _parts(tokens, by)]


def _parts(tokens: Sequence[Token], by: _By) -> list[list[Token]]:
    return [list(part) for _, part in groupby(tokens, by)]


def _shared(stated: Text, part: Sequence[Token], text: Text, region: Sequence[Token]) -> set[int]:
    """Places in a part of what a region of a text has too, in the same form or as its rendering."""
    found = {at for at, token in enumerate(part) if token.anchor and any(_same(token, other) for other in region)}
    if stated.language == text.language:
        words = {token.key for token in region if not token.anchor}
        idle = STOPWORDS[stated.language] | _IDLE
        return found | {at for at, one in enumerate(part) if one.key in words and one.form not in idle}
    if stated.language is Language.ENGLISH:
        spelling = spelt(" ".join(token.form for token in region))
        for start, end, renderings in rendered_spans(tuple(token.form for token in part)):
            if any(one in spelling for one in renderings):
                found |= {at for at in range(start, end) if not part[at].anchor and part[at].form not in _IDLE}
    return found


def _same(one: Token, other: Token) -> bool:
    """Whether two names are one, or two numbers of one unit, where both have one."""
    return one.key == other.key and (one.kind == other.kind or PLAIN in (one.kind, other.kind))
