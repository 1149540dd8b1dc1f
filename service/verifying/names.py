"""Names and titles of a statement that its evidence doesn't carry. Pure.

A name is a run of capitalised words. English statements are compared without diacritics, and may translate what
the bilingual table knows ("Major General", "Cambodia"); Vietnamese ones must spell a name as the source does.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.language.detection import is_syllable
from service.language.figure_reading import MEASURES
from service.language.glossary import rendered_spans
from service.language.languages import Language
from service.language.lexicon import Concept, Mention, stem
from service.language.name_reading import Text, codes, is_inflected, may_follow_name, names_nobody
from service.language.stopwords import STOPWORDS
from service.verifying.claim import Claim
from service.verifying.references import referred

WHOLE_NAME = 2
"""Fewest words of a name that tells one person from others: a family name alone is anybody's. From 1 to 3 alike."""

INITIALS = 2
"""Fewest letters of an acronym. With 3 alike."""


def uncarried_names(claim: Claim) -> list[str]:
    """The names of a statement that nothing carries, as folded words: not the quotes, and not what is told before."""
    missing = [
        " ".join(claim.stated.forms[start:end])
        for start, end in claim.stated.names
        if not _carried(claim, start, end) and not referred(claim, start, end)
    ]
    known = " ".join(text.source for text in claim.whole).casefold()
    # Names with a number ("AT1") are no runs of words, and one digit makes another thing of them.
    return missing + [code for code in codes(claim.stated) if code.casefold() not in known]


def _carried(claim: Claim, start: int, end: int) -> bool:
    """Whether one run of capitalised words is carried, as a whole or in parts."""
    if any(_inside(claim.stated, start, end, text) for text in claim.whole):
        return True
    at = start
    while at < end:
        size = _part(claim, at, start, end)
        if not size:
            return False
        at += size
    return True


def _part(claim: Claim, at: int, start: int, end: int) -> int:
    """How many words from `at` on are carried together: two or more of a name, or a word that is no name."""
    stated = claim.stated
    # The longest part first: "Công an Lâm Đồng" may be carried as a whole though a shorter part stands elsewhere.
    for size in range(end - at, 1, -1):
        if _stands(claim, at, at + size):
            return size
    mention = next((m for m in stated.mentions if m.start <= at < m.end and m.concepts), None)
    given = stated.language is Language.VIETNAMESE and at > start and not _general(stated, at - 1)
    if mention is not None and not given and _meant(claim, mention):
        return mention.end - at
    if size := _translated(claim, at, end):
        return size
    if _plain(stated, at) or _opens(claim, at) or stated.forms[at] in MEASURES or _abbreviates(claim, at):
        return 1
    beside = [near for near in (at - 1, at + 1) if start <= near < end]
    alone = all(stated.first[near] or _general(stated, near) for near in beside)
    return int(alone and _stands(claim, at, at + 1))


def _translated(claim: Claim, at: int, end: int) -> int:
    """How many English words from `at` on are a term of which a rendering stands in the evidence ("Package XL1")."""
    if claim.stated.language is not Language.ENGLISH:
        return 0
    spellings = [text.spelling for text in claim.whole if text.language is not Language.ENGLISH]
    for size in range(end - at, 0, -1):
        # Not the statement's own terms: a name may be cut where a longer term would reach over its end.
        spans = rendered_spans(claim.stated.forms[at : at + size])
        if any(span[:2] == (0, size) and one in text for span in spans for one in span[2] for text in spellings):
            return size
    return 0


def _opens(claim: Claim, at: int) -> bool:
    """Whether a word has its capital because it opens a sentence: the evidence has it without."""
    word = claim.stated.forms[at]
    places = (form == word and not up for text in claim.whole for form, up in zip(text.forms, text.upper, strict=True))
    return claim.stated.first[at] and any(places)


def _general(stated: Text, at: int) -> bool:
    """Whether a capitalised word belongs to a general term ("City", "Ministry") rather than to a name."""
    known = any(m.start <= at < m.end and any(c.kind != "name" for c in m.concepts) for m in stated.mentions)
    return known or _plain(stated, at)


def _meant(claim: Claim, mention: Mention) -> bool:
    """Whether a mention is of general words, or of a name that the evidence also gives (in any language)."""
    return any(concept.kind != "name" or concept in claim.concepts for concept in mention.concepts)


def _plain(stated: Text, at: int) -> bool:
    """Whether a capitalised word is plainly no name: it starts a sentence, or is a general English word."""
    word = stated.forms[at]
    follows = at + 1 < len(stated.forms) and stated.joined[at + 1]
    if word in STOPWORDS[stated.language]:
        return stated.first[at] or stated.language is Language.ENGLISH
    if stated.first[at] and not (follows and stated.upper[at + 1]) and not _acts(stated, at):
        return True
    return stated.language is Language.ENGLISH and names_nobody(word)


def _acts(stated: Text, at: int) -> bool:
    """Whether the lone first word of a sentence can only be a name.

    In Vietnamese that's a word of more than one syllable; in English a word without article or plural, right before
    a verb or the name of an institution ("Battambang police", "Battambang received").
    """
    if stated.language is Language.VIETNAMESE:
        return not is_syllable(stated.folded[at])
    if at + 1 >= len(stated.forms) or not stated.joined[at + 1] or is_inflected(stated.forms[at]):
        return False
    if may_follow_name(stated.forms[at + 1]):
        return True
    return any(m.start == at + 1 and any(c.kind == "institution" for c in m.concepts) for m in stated.mentions)


def _stands(claim: Claim, start: int, end: int) -> bool:
    """Whether the words stand side by side in the evidence; in English without diacritics."""
    return any(_places(claim.stated, start, end, text) for text in claim.whole)


def _places(stated: Text, start: int, end: int, text: Text) -> list[int]:
    """Where the words `start` to `end` of a statement stand in `text` (word indexes)."""
    wanted, known = _comparable(stated, start, end, text)
    if known is text.folded and end - start == 1:
        known, wanted = tuple(stem(word, "en") for word in known), (stem(wanted[0], "en"),)
    return [at for at in range(len(known) - len(wanted) + 1) if known[at : at + len(wanted)] == wanted]


def _comparable(stated: Text, start: int, end: int, text: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words `start` to `end` and those of `text`: without diacritics where English is, unless both have some."""
    # "Dình" isn't "Dĩnh": where both sides have marks, they have to agree in English too.
    marked = stated.forms[start:end] != stated.folded[start:end] and text.forms != text.folded
    if marked or Language.ENGLISH not in (stated.language, text.language):
        return stated.forms[start:end], text.forms
    return stated.folded[start:end], text.folded


def _inside(stated: Text, start: int, end: int, text: Text) -> bool:
    """Whether the words are one name of `text` in short ("Samdech Sar Kheng"): in order, inside one run."""
    wanted, known = _comparable(stated, start, end, text)
    if end - start > 1 and "".join(wanted) in known:
        return True
    for low, high in text.names:
        words = iter(known[low:high])
        if all(word in words for word in wanted):
            return True
    return False


def _abbreviates(claim: Claim, at: int) -> bool:
    """Whether an acronym stands for words of the evidence, or words of the statement for an acronym there."""
    stated = claim.stated
    for text in claim.whole:
        if stated.acronym[at] and _initials(stated.folded[at], text.folded) is not None:
            return True
        for place, acronym in enumerate(text.acronym):
            place_of = _initials(text.folded[place], stated.folded) if acronym else None
            if place_of is not None and place_of <= at < place_of + len(text.folded[place]):
                return True
    return False


def _initials(acronym: str, words: Sequence[str]) -> int | None:
    """Where as many consecutive words start with the acronym's letters as it has, or None."""
    size = len(acronym)
    heads = "".join(word[0] for word in words)
    return heads.index(acronym) if size >= INITIALS and acronym in heads else None


def mistitled(claim: Claim) -> list[str]:
    """Titles that the evidence doesn't carry, or gives to the same name in another rank."""
    stated, faults = claim.stated, []
    for mention in stated.mentions:
        titles = [concept for concept in mention.concepts if concept.kind == "title"]
        if not titles or (stated.language is Language.ENGLISH and not stated.upper[mention.start]):
            continue
        words = " ".join(stated.forms[mention.start : mention.end])
        if not _stands(claim, mention.start, mention.end) and claim.concepts.isdisjoint(mention.concepts):
            faults.append(words)
        elif any(_other_rank(titles, stated, mention.end, text) for text in claim.whole):
            faults.append(f"{words} (of another)")
    return faults


def _other_rank(titles: list[Concept], stated: Text, at: int, text: Text) -> bool:
    """Whether `text` puts a title of the same row, but none of `titles`, right before the name at word `at`."""
    run = next(((start, end) for start, end in stated.names if start <= at < end), None)
    if run is None or run[1] - at < WHOLE_NAME:
        return False
    before = [
        mention for place in _places(stated, at, run[1], text) for mention in text.mentions if mention.end == place
    ]
    rows = {concept.opposition for concept in titles if concept.opposition}
    given = {concept for mention in before for concept in mention.concepts if concept.opposition in rows}
    return bool(given) and not given & set(titles)
