"""How much of a statement's content stands in its evidence, as a whole and in each clause. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.embedding.base import Embedder
from service.language.detection import is_syllable
from service.language.figure_reading import MEASURES
from service.language.glossary import rendered_spans
from service.language.name_reading import Text, read
from service.language.number_words import LOOSE, NUMERALS
from service.language.shade_words import CAUSE, CONNECTING
from service.language.stopwords import STOPWORDS
from service.measured import measured_on


@dataclass(frozen=True, slots=True)
class Similarity:
    """How an embedder sees whether a statement says the same as a quote in another language.

    Attributes:
        cosine: of the vectors of two texts.
        least: what a translation has, measured on that embedder (`service.measured`).
        restated: what the same in other words of one language has; more than any cosine where that isn't known.
    """

    cosine: Callable[[str, str], float]
    least: float
    restated: float = math.inf

    def alike(self, quotes: Sequence[str], said: str) -> bool:
        """Whether what is said is as alike one of the quotes as a translation is."""
        return any(self.cosine(said, quote) >= self.least for quote in quotes)

    def restates(self, quotes: Sequence[str], said: str) -> bool:
        """Whether what is said is as alike one of the quotes, or all, as the same in other words is."""
        return any(self.cosine(said, quote) >= self.restated for quote in dict.fromkeys((*quotes, " ".join(quotes))))


def similarity_by(embedder: Embedder) -> Similarity | None:
    """How this embedder sees it; None where no translation was measured on it."""
    measured = measured_on(embedder.identity)
    least, restated = measured.translation, measured.restated

    def cosine(statement: str, quote: str) -> float:
        first, second = embedder.encode_passages([statement, quote])
        return float(first.vector @ second.vector)

    return None if least is None else Similarity(cosine, least, math.inf if restated is None else restated)


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


def _known_words(stated: Text, evidence: Sequence[Text]) -> set[int]:
    """Indexes of the statement's words that the evidence has, in the same or an equal form or meaning."""
    stems = {stem for text in evidence for stem in text.stems}
    known = {at for at, stem in enumerate(stated.stems) if stem in stems} | _meant_alike(stated, evidence)
    if stated.language == "en":
        texts = [text.spelling for text in evidence if text.language == "vi"]
        for start, end, renderings in rendered_spans(stated.forms):
            if any(one in text for text in texts for one in renderings):
                known |= set(range(start, end))
    return known


def _paired(stated: Text, evidence: Sequence[Text]) -> set[int]:
    """Indexes of Vietnamese words that stand beside the same neighbour in the evidence, or share a meaning with it.

    Syllables are shared by chance ("bệnh viện" and "xuất viện"); pairs of them hardly are.
    """
    pairs = {pair for text in evidence for pair in pairwise(text.forms)}
    found = {at + step for at, pair in enumerate(pairwise(stated.forms)) if pair in pairs for step in (0, 1)}
    return found | _meant_alike(stated, evidence)


def _meant_alike(stated: Text, evidence: Sequence[Text]) -> set[int]:
    """Indexes of the statement's words that share a meaning with some of the evidence."""
    meant = {concept for text in evidence for concept in text.concepts() if concept.kind != "plain"}
    shared = (mention for mention in stated.mentions if not meant.isdisjoint(mention.concepts))
    return {at for mention in shared for at in range(mention.start, mention.end)}


def content_faults(
    stated: Text,
    evidence: Sequence[Text],
    alike: Callable[[str], bool] | None = None,
    restates: Callable[[str], bool] | None = None,
) -> list[str]:
    """Too little of a statement, or of one of its clauses, stands in the quotes.

    Across languages a word counts as standing there if the table has its translation; a word that the table doesn't
    know counts little, so there the bar is lower, and what `alike` says of a part overrules the table. `restates` does
    so in one language, of the whole alone: a part that is made up hardly moves the cosine.
    """
    same = all(text.language == stated.language for text in evidence)
    content = _content(stated)
    known = _known_words(stated, evidence)
    idle = _idle(stated)
    telling = [at for at in content if at not in idle]
    shares = (len(known.intersection(words)) < CONTENT_MIN * len(words) for words in (content, telling))
    if all(shares) and not any(says_it(stated.source) for says_it in (alike, restates) if says_it):
        return ["content: too little is in the quotes"]
    # Vietnamese words in an English statement are names or terms as they were quoted: one that stands nowhere is made
    # up.
    if strange := [at for at in content if _vietnamese(stated, at) and at not in known]:
        return [f"content: {stated.forms[strange[0]]}"]
    if same and stated.language == "vi" and not _anchored(stated) and len(content) >= TELLING:
        paired = _paired(stated, evidence).intersection(content)
        if len(paired) < PAIRED_MIN * len(content) and not (restates and restates(stated.source)):
            return ["content: too little is in the quotes"]
    for start, end in stated.clauses:
        both = [[at for at in words if start <= at < end] for words in (content, telling)]
        if all(_lacking(stated, words, known, (start, end), same) for words in both):
            part = " ".join(stated.forms[start:end])
            # Part by part: a true half would lift the cosine of a statement whose other half is invented.
            if not (alike and alike(part)):
                return [f"content: {part}"]
    return []


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
    return stated.language == "en" and not form.isascii() and form not in MEASURES and is_syllable(stated.folded[at])


def _anchored(text: Text) -> bool:
    """Whether a text has a name or a number: what has none is easily made of a quote's syllables by chance."""
    return any(text.numbered) or any(up and not first for up, first in zip(text.upper, text.first, strict=True))


def cause_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """Too little of what the statement gives as a cause stands in the quotes."""
    causes = list(CAUSE.finditer(stated.source))
    tail = _CLAUSE_END.split(stated.source[causes[-1].end() :])[0].strip() if causes else ""
    cause = read(tail[:1].lower() + tail[1:], stated.language)
    words = [at for at in range(len(cause.forms)) if cause.upper[at] or at in _content(cause)]
    if len(words) > 1 and len(_known_words(cause, evidence).intersection(words)) < CAUSE_MIN * len(words):
        return [f"cause: {tail}"]
    return []
