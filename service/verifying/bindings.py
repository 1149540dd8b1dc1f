"""Who did it to whom: names or numbers that change places between a statement and its evidence. Pure.

Two of them around a word, in the other order around the same word in the evidence, are swapped ("A thay B" and
"B thay A"), if both are in the active or both in the passive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from ingest.analysis import fold
from ingest.regex import regex
from service.language.glossary import rendered_places, rendered_spans, spelt
from service.language.languages import Language
from service.language.lexicon import PASSIVE
from service.language.name_reading import Text
from service.language.stopwords import STOPWORDS
from service.verifying.anchors import Token, joined
from service.verifying.claim import Claim
from service.verifying.exchanges import exchanged

BESIDE = 2
"""Words on each side of a word within which a passive is its own: farther off it's another verb's. 1 and 3 alike."""

COUNTED = 2
"""Words behind a number that tell what it counts: two syllables, most often."""

_NEXT_WORDS = regex(rf"\s*[^\W\d_]+(?:\s+[^\W\d_]+){{0,{2 * COUNTED - 1}}}")


def binding_faults(claim: Claim) -> list[str]:
    """Names or numbers that change places between the statement and one of its quotes, or facts between its clauses."""
    # Of the quotes alone: a title tells nothing in order. One fault is enough to drop a statement.
    for text, known in zip(claim.evidence, claim.told, strict=False):
        if pair := _swapped(claim, text, known):
            return [f"role: {pair}"]
    if counted := _counted_elsewhere(claim):
        return [f"role: {counted}"]
    return exchanged(claim)


def _counted_elsewhere(claim: Claim) -> str:
    """A number with what it counts, where the evidence counts that by another number and else by this one; or ""."""
    quoted = "\n".join(claim.quotes)
    known = [(other.value, _behind(quoted, other.end)) for other in claim.quoted_numbers[0]]
    for one in claim.stated.figures:
        counted = _behind(claim.stated.source, one.end)[:COUNTED]
        if one.unit in ("", "person") and len(counted) == COUNTED:
            beside = [words for value, words in known if value == one.value]
            others = (words[:COUNTED] for value, words in known if value != one.value)
            if beside and counted in others and not any(set(counted) & set(words) for words in beside):
                return f"{one.text} {' '.join(counted)}"
    return ""


def _behind(text: str, end: int) -> tuple[str, ...]:
    """The next words that follow a place with nothing but blanks between, folded: twice `COUNTED` at most."""
    found = _NEXT_WORDS.match(text, end)
    return tuple(map(fold, found.group().split())) if found else ()


def _swapped(claim: Claim, text: Text, known: Sequence[Token]) -> str:
    """Two anchors of one kind that stand around the same words in the other order; "" if none do."""
    said = claim.tokens
    anchors = [at for at, token in enumerate(said) if token.anchor and token.kind != "date"]
    for low, high in combinations(anchors, 2):
        one, other = said[low], said[high]
        if one.kind != other.kind or one.key == other.key:
            continue
        between, places = said[low + 1 : high], list(product(_places(one, known), _places(other, known)))
        pivots = list(_pivots(claim.stated, between, text, known))
        orders = {*_around(pivots, places, known, _passives(said[low:high])), *_from_to(between, places, known)}
        # Only where the evidence has the other order alone: in both orders, both may be true.
        if orders == {False}:
            return f"{one.form}, {other.form}"
    return ""


def _places(anchor: Token, known: Sequence[Token]) -> list[int]:
    """Where an anchor of the statement stands in the evidence."""
    return [at for at, token in enumerate(known) if (token.kind, token.key) == (anchor.kind, anchor.key)]


def _around(
    pivots: Sequence[int], places: Sequence[tuple[int, int]], known: Sequence[Token], passives: int
) -> Iterator[bool]:
    """Whether two anchors stand in the statement's order around the words that are between them there."""
    for pivot, (first, second) in product(pivots, places):
        if first < pivot < second:
            yield True
        # The other order says the same in the other voice: "A thay B" and "B được A thay".
        elif second < pivot < first:
            beside = known[max(second, pivot - BESIDE) : min(first, pivot + BESIDE + 1)]
            if _passives(beside) == passives:
                yield False


def _from_to(between: Sequence[Token], places: Sequence[tuple[int, int]], known: Sequence[Token]) -> Iterator[bool]:
    """Whether two numbers that the statement joins by "from … to …" are joined in its order."""
    if joined(between):
        for first, second in places:
            if joined(known[min(first, second) + 1 : max(first, second)]):
                yield first < second


def _passives(tokens: Sequence[Token]) -> int:
    """How many words mark who suffers and who acts ("bị", "bởi", "by")."""
    return sum(token.form in PASSIVE for token in tokens)


def _pivots(stated: Text, between: Sequence[Token], text: Text, known: Sequence[Token]) -> Iterator[int]:
    """Where in the evidence the words between two anchors stand, or a rendering of them."""
    words = [token for token in between if not token.anchor and not token.office]
    if stated.language == text.language:
        keys = {token.key for token in words if token.form not in STOPWORDS[stated.language]}
        yield from (at for at, token in enumerate(known) if not token.anchor and token.key in keys)
    elif stated.language is Language.ENGLISH:
        spelling = [spelt(token.form).strip() for token in known]
        rendered = rendered_spans(tuple(token.form for token in words))
        yield from (start for start, _ in rendered_places(rendered, spelling))
