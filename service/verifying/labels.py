"""Which number, or name, has what beside it: a statement may not give one what its evidence gives another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, islice, takewhile

from service.language.figure_reading import MEASURES
from service.language.lexicon import OUT_OF
from service.language.name_reading import Text
from service.language.stopwords import STOPWORDS
from service.verifying.anchors import NEAR, PLAIN, Token, numbers_of, shared, tokens_of

LABEL = 2
"""How many of the words beside them two numbers must share to be told of the same thing. With 1, 2 more refuted claims
are stopped over these, but it is too little to go by; 3 alike."""

SIDE = 12
"""Words on a side of an anchor that may tell what it is of."""

CROSSED = 2
"""Words that two numbers must share with each other's surroundings, and none with their own, to have changed places."""

CROSSED_NAMES = 4
"""How many more words with each other's surroundings than with their own two names must share: names share more of them
by chance. With 2, 3 supported claims are lost for none more that is refuted; 3 loses one."""

COUNTS = {PLAIN, "in person", "in vehicle", "in times"}
"""Kinds of numbers that count, whatever is counted."""


def mislabelled(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """The first number or pair of anchors that stands beside what is another's."""
    said = tokens_of(stated)
    return _followed(stated, said, evidence) or _of_another(stated, said, evidence) or _crossed(stated, said, evidence)


def _followed(stated: Text, said: Sequence[Token], evidence: Sequence[Text]) -> list[str]:
    """A number before words that, in the evidence, follow another number of its kind and not it."""
    known = [(tokens_of(text), at) for text in evidence if text.language == stated.language for at in numbers_of(text)]
    for at in numbers_of(stated):
        one = said[at]
        label = _after(stated, said, at)
        own, others = [0], [0]
        for tokens, place in known:
            other = tokens[place]
            if other.kind != one.kind:
                continue
            if other.key == one.key and not _after(stated, tokens, place):
                continue  # "Còn 87": of what was told before
            if other.key == one.key:
                # Of the number itself they may stand before it as well ("tiền lãi là 2,3 tỉ").
                own.append(len(label & (_after(stated, tokens, place) | _before(stated, tokens, place))))
            else:
                others.append(len(label & _after(stated, tokens, place)))
        # The number's own words must be there and share nothing: where it stands without any, nothing is told apart.
        if len(own) > 1 and not max(own) and max(others) >= LABEL:
            return [f"role: {one.form}"]
    return []


def _of_another(stated: Text, said: Sequence[Token], evidence: Sequence[Text]) -> list[str]:
    """A number whose own sentence shares nothing with the statement's, while that of another number like it does."""
    sentences = [
        (text, [token for token in tokens_of(text) if token.sentence == number])
        for text in evidence
        for number in {token.sentence for token in tokens_of(text)}
    ]
    for one in said:
        if not (one.kind or "").startswith("in "):
            continue
        context = [token for token in said if token is not one and token.sentence == one.sentence]
        own, others = [], []
        for text, region in sentences:
            keys = {token.key for token in region if token.kind == one.kind}
            common = shared(stated, context, text, region) if keys else 0
            if one.key in keys:
                own.append(common)
            elif not keys & {token.key for token in said}:
                others.append(common)
        # One shared word is chance.
        if own and not max(own) and max(others, default=0) > 1:
            return [f"role: {one.form}"]
    return []


def _crossed(stated: Text, said: Sequence[Token], evidence: Sequence[Text]) -> list[str]:
    """Two anchors that each have beside them what the evidence has beside the other."""
    anchors = [at for at, token in enumerate(said) if token.anchor and token.kind != "date"]
    for text in evidence:
        known = tokens_of(text)
        for one, other in combinations(anchors, 2):
            mine, theirs = _only(said[one], known), _only(said[other], known)
            if mine is None or theirs is None or not _interchangeable(said[one], said[other]):
                continue
            # "11 trong 140 nhà": what follows is as much of the part as of the whole.
            if other == one + 2 and said[one + 1].form in OUT_OF:
                continue
            own, crossed = _beside_both(stated, said, (one, other), text, (mine, theirs))
            if said[one].kind == "name":
                # In another order, who acts and who suffers may be told the other way.
                exchanged = mine < theirs and crossed >= own + CROSSED_NAMES
            else:
                exchanged = not own and crossed >= CROSSED
            if exchanged:
                return [f"role: {said[one].form}, {said[other].form}"]
    return []


def _beside_both(
    stated: Text, said: Sequence[Token], places: tuple[int, int], text: Text, there: tuple[int, int]
) -> tuple[int, int]:
    """How many words two anchors share with their own surroundings in a text, and how many with each other's."""
    own = crossed = 0
    known = tokens_of(text)
    for way in (-1, 1):
        sides = [_side(said, at, way) for at in places]
        first, second = (_side(known, at, way) for at in there)
        # What stands beside both tells nothing of either.
        both = {token.key for token in first} & {token.key for token in second}
        found = [[token for token in side if token.key not in both] for side in (first, second)]
        own += sum(shared(stated, side, text, words) for side, words in zip(sides, found, strict=True))
        crossed += sum(shared(stated, side, text, words) for side, words in zip(sides, found[::-1], strict=True))
    return own, crossed


def _only(anchor: Token, known: Sequence[Token]) -> int | None:
    """Where an anchor stands, if it does once."""
    places = [at for at, token in enumerate(known) if token.key == anchor.key and _interchangeable(token, anchor)]
    return places[0] if len(places) == 1 else None


def _interchangeable(one: Token, other: Token) -> bool:
    """Whether two anchors may have been taken for each other: both names, of one unit, or both counts."""
    return one.kind == other.kind or {one.kind, other.kind} <= COUNTS


def _side(tokens: Sequence[Token], at: int, way: int) -> list[Token]:
    """The words on one side of an anchor, up to the next that it might be taken for."""
    row = tokens[at + 1 :] if way > 0 else tokens[:at][::-1]
    near = takewhile(lambda token: not (token.anchor and _interchangeable(token, tokens[at])), row)
    return [token for token in islice(near, SIDE) if not token.anchor]


def _after(text: Text, tokens: Sequence[Token], at: int) -> set[object]:
    """The nearest content words after an anchor, up to the next one."""
    return _beside(text, tokens[at + 1 :])


def _before(text: Text, tokens: Sequence[Token], at: int) -> set[object]:
    """The nearest content words before an anchor, down to the one before."""
    return _beside(text, tokens[:at][::-1])


def _beside(text: Text, tokens: Sequence[Token]) -> set[object]:
    skipped = STOPWORDS[text.language] | MEASURES
    row = takewhile(lambda token: not token.anchor, tokens)
    return {token.key for token in islice((token for token in row if token.form not in skipped), NEAR)}
