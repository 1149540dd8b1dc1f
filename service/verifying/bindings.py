"""Who did it to whom: names or numbers that change places between a statement and its evidence. Pure.

Two of them around a word, in the other order around the same word in the evidence, are swapped ("A thay B" and
"B thay A"), if both are in the active or both in the passive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from service.language.glossary import rendered_places, rendered_spans, spelt
from service.language.lexicon import PASSIVE
from service.language.name_reading import Text
from service.language.stopwords import STOPWORDS
from service.verifying.anchors import Token, joined
from service.verifying.claim import Claim
from service.verifying.exchanges import exchanged

BESIDE = 2
"""Words on each side of a word within which a passive is its own: farther off it's another verb's. 1 and 3 alike."""


def binding_faults(claim: Claim) -> list[str]:
    """Names or numbers that change places between the statement and one of its quotes, or facts between its clauses."""
    # Of the quotes alone: a title tells nothing in order. One fault is enough to drop a statement.
    for text, known in zip(claim.evidence, claim.told, strict=False):
        if pair := _swapped(claim, text, known):
            return [f"role: {pair}"]
    return exchanged(claim)


def _swapped(claim: Claim, text: Text, known: Sequence[Token]) -> str:
    """Two anchors of one kind that stand around the same words in the other order; "" if none do."""
    said = claim.tokens
    anchors = [at for at, token in enumerate(said) if token.anchor and token.kind != "date"]
    for low, high in combinations(anchors, 2):
        one, other = said[low], said[high]
        if one.kind != other.kind or one.key == other.key:
            continue
        firsts, seconds = (
            [at for at, token in enumerate(known) if (token.kind, token.key) == (mine.kind, mine.key)]
            for mine in (one, other)
        )
        passives = _passives(said[low:high])
        ways = set()
        for pivot in _pivots(claim.stated, said[low + 1 : high], text, known):
            ways |= {True for a in firsts for b in seconds if a < pivot < b}
            ways |= {
                False
                for a in firsts
                for b in seconds
                if b < pivot < a and _passives(known[max(b, pivot - BESIDE) : min(a, pivot + BESIDE + 1)]) == passives
            }
        if joined(said[low + 1 : high]):
            ways |= {True for a in firsts for b in seconds if a < b and joined(known[a + 1 : b])}
            ways |= {False for a in firsts for b in seconds if b < a and joined(known[b + 1 : a])}
        # Only where the evidence has the other order alone: in both orders, both may be true.
        if ways == {False}:
            return f"{one.form}, {other.form}"
    return ""


def _passives(tokens: Sequence[Token]) -> int:
    """How many words mark who suffers and who acts ("bị", "bởi", "by")."""
    return sum(token.form in PASSIVE for token in tokens)


def _pivots(stated: Text, between: Sequence[Token], text: Text, known: Sequence[Token]) -> Iterator[int]:
    """Where in the evidence the words between two anchors stand, or a rendering of them."""
    words = [token for token in between if not token.anchor and not token.office]
    if stated.language == text.language:
        keys = {token.key for token in words if token.form not in STOPWORDS[stated.language]}
        yield from (at for at, token in enumerate(known) if not token.anchor and token.key in keys)
    elif stated.language == "en":
        spelling = [spelt(token.form).strip() for token in known]
        rendered = rendered_spans(tuple(token.form for token in words))
        yield from (start for start, _ in rendered_places(rendered, spelling))
