"""Directions that a statement turns around: up told as down, before as after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from service.language.lexicon import Concept, Mention, concepts
from service.language.name_reading import Text
from service.language.shade_words import FROM
from service.language.stopwords import STOPWORDS
from service.verifying.anchors import PLAIN, Token, numbers_of, steps
from service.verifying.claim import Claim

_TURNING = ("turn", "soft")

LEAST_LETTERS = 3
"""Of a word that ties parts of texts together. From 2 to 4 alike."""

NUMBER = 3
"""Words that a shared number counts as. From 1 to 5 alike."""


def direction_faults(claim: Claim) -> list[str]:
    """Direction words whose opposite stands in the evidence, and they don't; or that come from nowhere."""
    compared = _compared(claim)
    told = {name for tokens in claim.told for name in steps(tokens)}
    known = claim.concepts | {concept for concept in concepts() if concept.kind == "turn" and concept.name in told}
    opposed = {concept.opposition for concept in known if concept.kind in _TURNING and concept.opposition}
    faults = []
    for part, mention in [(one, mention) for one in claim.stated.parts for mention in one.mentions]:
        turns = [concept for concept in mention.concepts if concept.kind in _TURNING]
        words = part.forms[mention.start : mention.end]
        if not turns or any(turn.name in told for turn in turns):
            continue
        plain = turns[0].name in ("increase", "decrease")
        apart = {name for tokens in claim.told for name in _told_apart(part, mention, tokens)} if plain else set()
        if len(apart) == 1:
            turned = apart != {turns[0].name}
        elif any(concept in known for concept in mention.concepts):
            turned = bool(opposed.intersection(one.opposition for one in turns)) and _turned(turns, part, claim.whole)
        else:
            # That something rose or fell has to be told; other directions may come with the other wording.
            from_nowhere = plain and (len(turns) == 1 or bool(told)) and compared != {turns[0].name}
            from_nowhere = from_nowhere and not _divided(words, claim.evidence)
            turned = from_nowhere or all(concept.opposition in opposed for concept in turns)
        if turned:
            faults.append("direction: " + " ".join(words))
    return faults


def _divided(words: Sequence[str], evidence: Sequence[Text]) -> bool:
    """Whether a part of the evidence has all the words of a direction, in their order ("nâng mức mua lên")."""
    there = (iter(part.forms) for text in evidence for part in text.parts)
    return len(words) > 1 and any(all(word in forms for word in words) for forms in there)


def _compared(claim: Claim) -> set[str]:
    """How the statement's numbers compare: "increase" where one is more than the next, or than what it differs from.

    Numbers that the evidence joins by "from … to" aren't compared: `steps` tells of those.
    """
    said = claim.stated.figures
    known = [figure for text in claim.whole for figure in text.figures]
    values = {(one.value, one.unit) for one in known}
    told, derived = set(), set()
    for first, second in combinations(said, 2):
        if first.unit != second.unit or (first.value, first.unit) not in values:
            continue
        if FROM.search(claim.stated.source, 0, first.start):
            if (second.value, second.unit) in values:
                told |= _step(first.value, second.value)
            continue
        if (second.value, second.unit) in values:
            told |= _step(second.value, first.value)
        else:
            ends = (one.value for one in known if abs(one.value - first.value) == second.value)
            derived |= {name for end in ends for name in _step(end, first.value)}
    return told or derived


def _told_apart(part: Text, mention: Mention, known: Sequence[Token]) -> Iterator[str]:
    """Which of two numbers is more, of those that differ by one of the statement's: that of the words before the
    direction ("increase"), or of the words after it.
    """
    differences = {one.value for one in part.figures}
    ends = set(part.forms[: mention.start]), set(part.forms[mention.end :])
    numbers = [known[at] for at in numbers_of(known)]
    for more, less in permutations(numbers, 2):
        if more.key - less.key in differences and (more.kind == less.kind or PLAIN in (more.kind, less.kind)):  # type: ignore[operator]
            of_more, of_less = (
                {token.key for token in known if token.clause == one.clause and not token.anchor}
                for one in (more, less)
            )
            own, other = of_more - of_less, of_less - of_more
            told = len(ends[0] & own) + len(ends[1] & other) - len(ends[0] & other) - len(ends[1] & own)
            if told:
                yield "increase" if told > 0 else "decrease"


def _step(low: Decimal, high: Decimal) -> set[str]:
    """What leads from one number to another."""
    return {"increase" if low < high else "decrease"} if low != high else set()


def _turned(turns: list[Concept], stated: Text, evidence: Sequence[Text]) -> bool:
    """Whether the part of the evidence that shares most with the statement has only the opposite direction."""
    rows = {concept.opposition for concept in turns if concept.opposition}
    mine = anchors(stated, rows)
    scored = []
    for text in evidence:
        for part in text.parts:
            directions = {concept for concept in part.concepts if concept.opposition in rows}
            opposite = bool(directions) and not directions & set(turns)
            scored.append((len(mine & anchors(part, rows)), not opposite, opposite))
    return bool(scored) and max(scored)[2]


def anchors(text: Text, rows: set[str]) -> set[object]:
    """What ties parts of texts together across languages: numbers, names and words without marks, concepts."""
    figures, days = text.figures, text.days
    meant: set[object] = {concept for concept in text.concepts if concept.opposition not in rows}
    stops = STOPWORDS[text.language]
    words = {
        word
        for form, word in zip(text.forms, text.folded, strict=True)
        if form not in stops and len(word) >= LEAST_LETTERS
    }
    numbers = {(figure.value, weight) for figure in figures for weight in range(NUMBER)}
    return meant | words | numbers | set(days)
