"""How much of a statement's content stands in its evidence, as a whole and in each clause. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.language.detection import is_syllable
from service.language.figure_reading import MEASURES
from service.language.languages import Language
from service.language.name_reading import Text, read
from service.language.number_words import LOOSE, NUMERALS
from service.language.shade_words import CAUSE, CONNECTING
from service.language.stopwords import STOPWORDS
from service.verifying.claim import Claim

CONTENT_MIN = 0.26
"""Least share of a statement's content words (no names, no numbers), and of each of its clauses (`LONG_CLAUSE`), that
stand in its quotes, or a translation of them: one of four is chance. With .2, 6 more get
through that aren't stated; with .33, 6 supported ones are lost."""

PAIRED_MIN = 0.45
"""Least share of a Vietnamese statement's content words that stand beside the same neighbour, if it names nothing.
From .35 to .55 alike, but for 2 supported ones."""

CAUSE_MIN = 0.5
"""The same for what is given as a cause, names too: causes are invented beside true facts. With .6, 4 supported ones
are lost for a refuted one; .4 alike."""

TELLING = 4
"""Content words from which the share of such pairs tells something. From 3 to 5 alike."""

CLAUSE, LONG_CLAUSE = 2, 3
"""Content words from which a clause needs one that is carried, and from which as large a share as a statement.
The first: with 3, 4 more are kept and 4 more get through that aren't stated; the second: from 2 to 4 alike."""

SOURCED = ("theo", "according")
FRAMING = 5
"""Content words up to which a clause without a name only says where something is told ("theo báo cáo của hội")."""

CONNECTING_WORDS = 3
"""Of the longest of those phrases."""

_CLAUSE_END = re.compile(r"[,;.]\s|\.$")


def _content(text: Text) -> list[int]:
    """Indexes of the words that carry content: no function words, names or numbers."""
    stops = STOPWORDS[text.language]
    return [
        at
        for at, word in enumerate(text.forms)
        if word not in stops and len(word) > 1 and (not text.upper[at] or (text.first[at] and at == 0))
    ]


def _idle(text: Text) -> set[int]:
    """Indexes of the words that a number is made of, of its unit, and of what only ties facts together."""
    found: set[int] = set()
    for at, word in enumerate(text.forms):
        behind = at > 0 and (text.numbered[at - 1] or at - 1 in found)
        if word in NUMERALS or (word in MEASURES and behind):
            found.add(at)
        for size in range(CONNECTING_WORDS, 0, -1):
            if " ".join(text.forms[at : at + size]) in CONNECTING:
                found |= set(range(at, at + size))
    return found


def _known_words(said: Text, claim: Claim) -> set[int]:
    """Indexes of the words of a statement, or of its cause, that the evidence has in an equal form or meaning."""
    stems = {stem for text in claim.whole for stem in text.stems}
    known = {at for at, stem in enumerate(said.stems) if stem in stems} | _meant_alike(said, claim)
    texts = [text.spelling for text in claim.whole if text.language is Language.VIETNAMESE]
    for start, end, renderings in said.rendered:
        if any(one in text for text in texts for one in renderings):
            known |= set(range(start, end))
    return known


def _paired(claim: Claim) -> set[int]:
    """Indexes of Vietnamese words that stand beside the same neighbour in the evidence, or share a meaning with it.

    Syllables are shared by chance ("bệnh viện" and "xuất viện"); pairs of them hardly are.
    """
    pairs = {pair for text in claim.whole for pair in pairwise(text.forms)}
    found = {at + step for at, pair in enumerate(pairwise(claim.stated.forms)) if pair in pairs for step in (0, 1)}
    return found | _meant_alike(claim.stated, claim)


def _meant_alike(said: Text, claim: Claim) -> set[int]:
    """Indexes of what is said that shares a meaning with some of the evidence."""
    meant = {concept for concept in claim.concepts if concept.kind != "plain"}
    shared = (mention for mention in said.mentions if not meant.isdisjoint(mention.concepts))
    return {at for mention in shared for at in range(mention.start, mention.end)}


def content_faults(claim: Claim) -> list[str]:
    """Too little of a statement, or of one of its clauses, stands in the quotes.

    Across languages a word counts as standing there if the table has its translation; a word that the table doesn't
    know counts little, so there the bar is lower, and how alike a part is overrules the table. In one language that
    does so of the whole alone: a part that is made up hardly moves the cosine.
    """
    stated = claim.stated
    content, known, idle = _content(stated), _known_words(stated, claim), _idle(stated)
    telling = [at for at in content if at not in idle]
    shares = (len(known.intersection(words)) < CONTENT_MIN * len(words) for words in (content, telling))
    if all(shares) and not _says_same(claim, stated.source):
        return ["content: too little is in the quotes"]
    # Vietnamese words in an English statement are names or terms as they were quoted: one that stands nowhere is made
    # up.
    if strange := [at for at in content if _vietnamese(stated, at) and at not in known]:
        return [f"content: {stated.forms[strange[0]]}"]
    same = all(text.language == stated.language for text in claim.whole)
    if same and stated.language is Language.VIETNAMESE and not _anchored(stated) and len(content) >= TELLING:
        paired = _paired(claim).intersection(content)
        if len(paired) < PAIRED_MIN * len(content) and not _says_same(claim, stated.source):
            return ["content: too little is in the quotes"]
    for start, end in stated.clauses:
        both = [[at for at in words if start <= at < end] for words in (content, telling)]
        if all(_lacking(stated, words, known, (start, end), same) for words in both):
            part = " ".join(stated.forms[start:end])
            # Part by part: a true half would lift the cosine of a statement whose other half is invented.
            if not (claim.translated and _says_same(claim, part)):
                return [f"content: {part}"]
    return []


def _says_same(claim: Claim, said: str) -> bool:
    """Whether the embedder, if it was measured, takes what is said for a translation of a quote, or for its wording."""
    if claim.similarity is None:
        return False
    says_same = claim.similarity.alike if claim.translated else claim.similarity.restates
    return says_same(claim.quotes, said)


def _lacking(stated: Text, words: Sequence[int], known: set[int], clause: tuple[int, int], same: bool) -> bool:
    """Whether too few of a clause's content words are known."""
    start, end = clause
    if stated.forms[start] in SOURCED and not any(stated.upper[start + 1 : end]) and len(words) <= FRAMING:
        return False
    carried = len(known.intersection(words if same else range(start, end))) + any(stated.numbered[start:end])
    # A name or number in words that is there ties a short clause to the quotes as well as a word does.
    tied = same and any(_tells(stated, at) for at in known.intersection(range(start, end)))
    return (len(words) >= CLAUSE and not (carried or tied)) or (
        len(words) >= LONG_CLAUSE and max(carried, tied) < CONTENT_MIN * len(words)
    )


def _tells(stated: Text, at: int) -> bool:
    """Whether a word is of a name, or surely of a number."""
    form = stated.forms[at]
    return (stated.upper[at] and not stated.first[at]) or (form in NUMERALS and form not in LOOSE)


def _vietnamese(stated: Text, at: int) -> bool:
    """Whether a word of an English statement is Vietnamese: "m²" and "pâté" aren't."""
    form = stated.forms[at]
    return (
        stated.language is Language.ENGLISH
        and not form.isascii()
        and form not in MEASURES
        and is_syllable(stated.folded[at])
    )


def _anchored(text: Text) -> bool:
    """Whether a text has a name or a number: what has none is easily made of a quote's syllables by chance."""
    return any(text.numbered) or any(up and not first for up, first in zip(text.upper, text.first, strict=True))


def cause_faults(claim: Claim) -> list[str]:
    """Too little of what the statement gives as a cause stands in the quotes."""
    stated = claim.stated
    causes = list(CAUSE.finditer(stated.source))
    tail = _CLAUSE_END.split(stated.source[causes[-1].end() :])[0].strip() if causes else ""
    cause = read(tail[:1].lower() + tail[1:], stated.language)
    words = [at for at in range(len(cause.forms)) if cause.upper[at] or at in _content(cause)]
    if len(words) > 1 and len(_known_words(cause, claim).intersection(words)) < CAUSE_MIN * len(words):
        return [f"cause: {tail}"]
    return []
