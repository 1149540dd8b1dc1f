"""Whether a number in a text counts what a question asks the number of. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.analysis import fold
from service.language.glossary import render, spelt

_COUNTED_IN_WORDS = "mot hai ba bon nam sau bay tam chin muoi tram nghin ngan trieu ty ti"
_COUNTING = frozenset(_COUNTED_IN_WORDS.split())

_COUNTERS = {"people": "người", "persons": "người", "men": "người", "times": "lần", "cases": "vụ"}
"""What numbers are said of and the dictionary leaves out, since it stands everywhere."""

_AUXILIARY = re.compile(r"\s*\b(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may|in|of|on|at)\b.*")

BEHIND, AHEAD = 3, 6
"""Words before and from a number on among which stands what it counts."""


def counts(counted: str, text: str, folded: bool) -> bool:
    """Whether a number stands right before the first words of what is counted ("3 đợt", "hai chiếc xe").

    `folded` compares without diacritics, for what was typed without: "đối" of "đối tượng" is then also "đội".
    """
    keys = spelt(text).split()
    # Two syllables are a Vietnamese word, most often; what follows says which.
    heads = spelt(counted).split()[:2]
    known = [fold(word) for word in keys] if folded else keys
    wanted = {fold(head) for head in heads} if folded else set(heads)
    return any(wanted & set(known[at + 1 : at + 4]) for at in _numbers(keys))


def counts_rendered(counted: str, text: str) -> bool:
    """Whether a number stands near a rendering of the thing that an English question counts; true if none is known."""
    # "How many boats did …": the verb isn't counted.
    thing = _AUXILIARY.split(counted, maxsplit=1)[0]
    wanted = [rendering for one in render(thing) for rendering in one.renderings]
    wanted += [spelt(_COUNTERS[word]) for word in thing.lower().split() if word in _COUNTERS]
    words = spelt(text).split()
    around = [f" {' '.join(words[max(0, at - BEHIND) : at + AHEAD])} " for at in _numbers(words)]
    # What the dictionary doesn't know can't be missed in a Vietnamese text.
    return not wanted or any(rendering in near for near in around for rendering in wanted)


def _numbers(keys: Sequence[str]) -> list[int]:
    """Where numbers stand, in figures or in words."""
    return [at for at, word in enumerate(keys) if word[0].isdigit() or fold(word) in _COUNTING]
