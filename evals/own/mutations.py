"""One thing in a sentence changed so that it is no longer what the article says, or not changed in what it says.

Each takes a sentence, what the article knows, and chance, and gives the changed sentence, or None where there is
nothing to change for sure: a number, a name or a date that stands elsewhere in the article is never put in.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise

from evals.own.material import Material
from evals.own.words import ACTS, AFFIRMED, DENIED, MUTUAL, NEGATED, NOT_DENIED, SPELT, UNITS
from service.language.fact_spans import DATE, Fact, Span, named, spans
from service.language.figure_reading import figures_and_days, number

Mutation = Callable[[str, Material, random.Random], str | None]

TRIES = 12
NEAR = 7
"""Words at most from an act to whom it is done to."""

_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_STOPPED = re.compile(r"(?:c|ch|t|p)$")
_ACTS = re.compile(rf"\b(?:{ACTS})\b")
_NAMED = (Fact.PERSON, Fact.PLACE)


def _of(sentence: str, chance: random.Random, *facts: Fact) -> list[Span]:
    found = [one for one in spans(sentence) if one.fact in facts]
    chance.shuffle(found)
    return found


def other_number(sentence: str, known: Material, chance: random.Random) -> str | None:
    """A number with another first digit."""
    for span in _of(sentence, chance, Fact.NUMBER):
        for digit in chance.sample("123456789", 9):
            written = digit + span.text[1:]
            changed = span.replaced(sentence, written)
            # The reader of figures decides, not the digits: "15" put before "giờ" may become a time that is told.
            if number(written) not in known.values and _new_figures(sentence, changed, known):
                return changed
    return None


def _new_figures(sentence: str, changed: str, known: Material) -> bool:
    """Whether a changed sentence has a number that the article hasn't, and no other new one."""
    before, after = ({one.value for one in figures_and_days(text)[0]} for text in (sentence, changed))
    new = after - before
    return len(new) == 1 and not new & known.values


def other_name(sentence: str, known: Material, chance: random.Random) -> str | None:
    """A person or place of another article."""
    for span in _of(sentence, chance, *_NAMED):
        for name in known.strangers(span.fact, chance):
            return span.replaced(sentence, name)
    return None


def other_tone(sentence: str, known: Material, chance: random.Random) -> str | None:
    """A name with another tone on its last syllable, which is another name."""
    for span in _of(sentence, chance, *_NAMED):
        head, _, syllable = span.text.rpartition(" ")
        others = [f"{head} {one}" for one in _toned(syllable)]
        chance.shuffle(others)
        for name in others:
            if name.split()[-1] not in known.article.text:
                return span.replaced(sentence, name)
    return None


def _toned(syllable: str) -> Iterator[str]:
    """The syllable with each of the other tones that it can have."""
    marks = unicodedata.normalize("NFD", syllable)
    bare = "".join(char for char in marks if char not in _TONES[1:])
    tone = next((char for char in marks if char in _TONES[1:]), "")
    if tone:
        at = len("".join(char for char in marks[: marks.index(tone)] if char not in _TONES[1:]))
    else:
        vowels = [place for place, char in enumerate(bare) if char.lower() in "aeiouy"]
        at = vowels[-1] + 1 if len(vowels) == 1 else 0  # where it goes among several would have to be known
    if not at:
        return
    while at < len(bare) and unicodedata.combining(bare[at]):
        at += 1
    # Syllables that end in a stop take two tones only: any other would be no Vietnamese.
    for other in _TONES[2:6:3] if _STOPPED.search(bare) else _TONES:
        if other != tone:
            yield unicodedata.normalize("NFC", bare[:at] + other + bare[at:])


def other_date(sentence: str, known: Material, chance: random.Random) -> str | None:
    """A date with another day, or, where it has none, another month or year."""
    for span in _of(sentence, chance, Fact.DATE):
        match = DATE.fullmatch(span.text)
        if match is None:
            continue
        name = next(name for name in ("d", "d2", "m3", "y4") if match[name])
        old, least, most = int(match[name]), *{"d": (1, 28), "m": (1, 12), "y": (1990, 2030)}[name[0]]
        for _ in range(TRIES):
            value = chance.randint(least, most)
            written = span.text[: match.start(name)] + f"{value:0{len(match[name])}}" + span.text[match.end(name) :]
            days = figures_and_days(written)[1]
            if value != old and days and not any(known.holds_day(day) for day in days):
                return span.replaced(sentence, written)
    return None


def other_unit(sentence: str, known: Material, chance: random.Random) -> str | None:
    """A number with another unit or scale."""
    for span in _of(sentence, chance, Fact.NUMBER):
        match = re.match(r" (\w+)\b(?! (?:đầu|cuối|\d|vuông|khối))", sentence[span.end :])
        if match is None or match[1] not in UNITS:
            continue
        changed = sentence[: span.end] + f" {UNITS[match[1]]}" + sentence[span.end + match.end() :]
        before, after = ({(one.value, one.unit) for one in figures_and_days(text)[0]} for text in (sentence, changed))
        if after - before and not (after - before) & known.quantities:
            return changed
    return None


def swapped_roles(sentence: str, known: Material, chance: random.Random) -> str | None:
    """Who does something and who it is done to, in each other's place."""
    del chance
    for (start, until), (again, end) in pairwise(named(sentence)):
        one, between, other = sentence[start:until], sentence[until:again], sentence[again:end]
        if one != other and _done_to(between):
            changed = sentence[:start] + other + between + one + sentence[end:]
            # The article may say it the other way round elsewhere.
            return changed if changed not in known.article.text else None
    return None


def _done_to(between: str) -> bool:
    """Whether the words between two names end in something that the first does to the second."""
    acts = list(_ACTS.finditer(between))
    rest = between[acts[-1].start() :] if acts else ""
    return bool(acts) and len(rest.split()) <= NEAR and not MUTUAL.search(rest)


def negated(sentence: str, known: Material, chance: random.Random) -> str | None:
    """What happened hasn't, or what hasn't did."""
    del known, chance
    denied = NEGATED.search(sentence)
    if denied is None:
        return _first_turned(sentence, AFFIRMED)
    # Of two negations, turning one may leave the sentence true.
    only = len(NEGATED.findall(sentence)) == 1 and not NOT_DENIED.search(sentence)
    return _first_turned(sentence, DENIED) if only else None


def _first_turned(sentence: str, turns: tuple[tuple[str, str], ...]) -> str | None:
    for word, other in turns:
        changed, count = re.subn(rf"(?<= ){word}(?= )", other, sentence, count=1)
        if count:
            return changed
    return None


def as_it_stands(sentence: str, known: Material, chance: random.Random) -> str | None:
    """The sentence itself."""
    del known, chance
    return sentence


def date_in_words(sentence: str, known: Material, chance: random.Random) -> str | None:
    """The same date, written out."""
    del known
    for span in _of(sentence, chance, Fact.DATE):
        match = DATE.fullmatch(span.text)
        if match and match["d"]:
            year = f" năm {match['y']}" if match["y"] else ""
            written = f"{span.text[: match.start('d')]}{int(match['d'])} tháng {int(match['m'])}{year}"
            return span.replaced(sentence, written)
    return None


def unit_in_words(sentence: str, known: Material, chance: random.Random) -> str | None:
    """The same quantity with its unit written another way."""
    del known
    for span in _of(sentence, chance, Fact.NUMBER):
        for unit, other in SPELT.items():
            rest = sentence[span.end :]
            if rest.startswith(unit) and not rest[len(unit) :][:1].isalnum():
                return sentence[: span.end] + other + rest[len(unit) :]
    return None


TRUE: dict[str, Mutation] = {"as it stands": as_it_stands, "date form": date_in_words, "unit form": unit_in_words}
FALSE: dict[str, Mutation] = {
    "number": other_number,
    "name": other_name,
    "tone": other_tone,
    "role": swapped_roles,
    "negation": negated,
    "unit": other_unit,
    "date": other_date,
}
