"""Is a statement carried by its quotes? Numbers, dates, units, names, titles, direction words, negation, content. Pure.

It forgives wording and language, and nothing that turns a fact. What it can't see: who does what to whom, when both
are named in the quote and no other word changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from service.language.detection import detect_language
from service.language.figures import RELATIVE_DAYS, Day, figures_and_days
from service.language.lexicon import (
    NEGATIONS,
    NEGATIVE_IN_MEANING,
    NOT_NEGATIONS,
    STOPWORDS,
    Concept,
    stem,
    terms,
    words_of,
)
from service.language.names import Text, parts, read
from service.language.shades import without_lead
from service.verifying.figures import carried_figures, shifted, uncarried_days
from service.verifying.names import mistitled, uncarried_names
from service.verifying.shades import shade_faults

Similarity = Callable[[str, str], float]
"""Similarity of a statement and a quote in another language, as a cosine of their embeddings."""

SAME_LANGUAGE_MIN = 0.35
"""Least share of a statement's content words (no names, no numbers) that stand in its quotes."""

CLAUSE_MIN = 0.34
"""The same, in any language, for each clause of three content words or more: one of three is chance."""

PAIRED_MIN = 0.45
"""Least share of a Vietnamese statement's content words that stand beside the same neighbour, if it names nothing."""

TELLING = 4
"""Content words from which the share of such pairs tells something."""

CROSS_LANGUAGE_MIN = 0.25
"""Least share of a statement's content words whose translation, by the table, stands in quotes of another language."""

_JOINTS = {"vi": ("và", "nhưng", "còn", "rồi"), "en": ("and", "but", "while", "whereas", "then")}
_PERSONS = {"vi": ("tôi", "bạn", "hãy"), "en": ("i", "you", "your", "my", "please")}
_TURNING = ("turn", "soft")
_LINK = re.compile(r"(?:https?://|www\.|[\w.+-]+@[\w-]+\.\w)\S*", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z/!][^>]*>|!?\[[^\]]*\]\([^)]*\)|```", re.IGNORECASE)
_ORDERS = re.compile(
    r"(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|above|earlier|preceding)?\s*(?:instruction|prompt|rule)"
    r"|system\s+prompt|you\s+are\s+now\s+|as\s+an\s+ai\b|(?:respond|reply|answer)\s+(?:only\s+)?with\b"
    r"|bỏ\s+qua\s+(?:mọi|tất\s+cả|các|những)?\s*(?:hướng\s+dẫn|chỉ\s+dẫn|chỉ\s+thị|yêu\s+cầu|lệnh)"
    r"|(?:hãy|phải)\s+(?:chỉ\s+)?trả\s+lời\s+(?:rằng|là|bằng|:|“|\")|(?:trợ\s+lý|mô\s+hình)\s+(?:ai|ngôn\s+ngữ)[^.]{0,40}(?:hãy|phải)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is carried; if not, each fault as `kind: what`."""

    faults: tuple[str, ...]
    missing_names: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against the statement."""
        return not self.faults

    @property
    def only_names(self) -> bool:
        """Whether all that the quotes lack is names, and titles of who bears them."""
        return bool(self.missing_names) and all(fault.startswith(("name:", "title:")) for fault in self.faults)


def gives_orders(text: str) -> bool:
    """Whether `text` addresses a language model with an instruction, as a planted sentence does."""
    return bool(_ORDERS.search(text))


def check(
    statement: str,
    quotes: Sequence[str],
    *,
    title: str = "",
    published: str = "",
    similarity: Similarity | None = None,
    similarity_min: float = 0.8,
) -> Verdict:
    """Whether `quotes` carry `statement`. An article's title and date may complete a name or a year.

    `similarity`, if given, is asked where languages differ and the word table doesn't know enough; the default
    `similarity_min` is of multilingual-e5-small (measured: 120 translations .785 and more, 318 lies .798 and less).
    """
    statement = without_lead(statement)
    language = detect_language(statement).code
    stated = read(statement, language)
    evidence = [read(quote, detect_language(quote).code) for quote in quotes]
    header = read(title, detect_language(title).code) if title else None
    whole = [*evidence, header] if header else evidence
    names = uncarried_names(stated, whole)
    faults = [f"form: {match.group()}" for match in _MARKUP.finditer(statement)]
    faults += [f"link: {link}" for link in _LINK.findall(statement) if not any(link in quote for quote in quotes)]
    faults += [f"order: {quote[:40]}" for quote in quotes if gives_orders(quote)]
    faults += _figure_faults(statement, quotes, title, published)
    faults += [f"name: {name}" for name in names]
    faults += [f"title: {words}" for words in mistitled(stated, whole)]
    faults += shade_faults(stated, evidence)
    faults += _turn_faults(stated, whole)
    faults += _negation_faults(stated, evidence)
    faults += _person_faults(stated, evidence)
    translated = any(text.language != language for text in evidence)
    alike = partial(_alike, quotes, similarity, similarity_min) if similarity and translated else None
    faults += _content_faults(stated, whole, alike)
    return Verdict(tuple(faults), tuple(names))


def _figure_faults(statement: str, quotes: Sequence[str], title: str, published: str) -> list[str]:
    """Numbers and dates of the statement that the quotes don't carry."""
    figures, days = figures_and_days(statement)
    known_figures, known_days = figures_and_days("\n".join(quotes), loose=True)
    titled, headed = figures_and_days(title)
    dated = _published(published)
    spoken = [
        shifted(day, step) for day in dated for word, step in RELATIVE_DAYS.items() if any(word in q for q in quotes)
    ]
    carried = carried_figures(figures, [*known_figures, *titled], known_days)
    numbers = {one.value for one in known_figures}
    faults = [f"number: {written}" for written in carried.missing]
    header = [*dated, *headed, *(day for day in spoken if day)]
    missing = uncarried_days(days, known_days, header)
    plain = [day for day in missing if day.month is None and day.year in numbers]
    return faults + [f"date: {day}" for day in missing if day not in plain]


def _published(published: str) -> list[Day]:
    """An article's date, which may be partial ("2024-06")."""
    parts = [int(part) for part in published.split("-") if part.isdigit()]
    year, month, day = (*parts, None, None, None)[:3]
    return [Day(year, month, day)] if year else []


def _turn_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """Direction words whose opposite stands in the evidence, and they don't; or that come from nowhere."""
    known = {concept for text in evidence for concept in text.concepts()}
    opposed = {concept.opposition for concept in known if concept.kind in _TURNING and concept.opposition}
    faults = []
    for part, mention in [(one, mention) for one in parts(stated) for mention in one.mentions]:
        turns = [concept for concept in mention.concepts if concept.kind in _TURNING]
        if not turns:
            continue
        if any(concept in known for concept in mention.concepts):
            turned = opposed.intersection(concept.opposition for concept in turns) and _turned(turns, part, evidence)
        else:
            from_nowhere = len(turns) == 1 and turns[0].name in ("increase", "decrease")
            turned = from_nowhere or all(concept.opposition in opposed for concept in turns)
        if turned:
            faults.append("direction: " + " ".join(part.forms[mention.start : mention.end]))
    return faults


def _turned(turns: list[Concept], stated: Text, evidence: Sequence[Text]) -> bool:
    """Whether the part of the evidence that shares most with the statement has only the opposite direction."""
    rows = {concept.opposition for concept in turns if concept.opposition}
    anchors = _anchors(stated, rows)
    scored = []
    for text in evidence:
        for part in parts(text):
            directions = {concept for concept in part.concepts() if concept.opposition in rows}
            opposite = bool(directions) and not directions & set(turns)
            scored.append((len(anchors & _anchors(part, rows)), not opposite, opposite))
    return bool(scored) and max(scored)[2]


def _anchors(text: Text, rows: set[str]) -> set[object]:
    """What ties parts of texts together across languages: numbers, names and words without marks, concepts."""
    figures, days = figures_and_days(text.source)
    meant: set[object] = {concept for concept in text.concepts() if concept.opposition not in rows}
    stops = set(terms(STOPWORDS[text.language]))
    words = {word for form, word in zip(text.forms, text.folded, strict=True) if form not in stops and len(word) > 2}
    numbers = {(figure.value, weight) for figure in figures for weight in range(3)}
    return meant | words | numbers | set(days)


def _person_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """The statement speaks to the reader or as itself, and the quotes don't."""
    spoken = {word for text in evidence for word in _PERSONS[text.language] if word in text.forms}
    used = [word for word in _PERSONS[stated.language] if word in stated.forms]
    return [f"person: {word}" for word in used] if used and not spoken else []


def _negators(text: Text) -> list[int]:
    """Word indexes after each negation of a text ("không khí" is none)."""
    forms = [tuple(words_of(term)) for term in terms(NEGATIONS[text.language])]
    skipped = [tuple(words_of(term)) for term in terms(NOT_NEGATIONS[text.language])]
    found = []
    at = 0
    while at < len(text.forms):
        size = max((len(form) for form in forms if text.forms[at : at + len(form)] == form), default=0)
        skip = max((len(form) for form in skipped if text.forms[at : at + len(form)] == form), default=0)
        if size > skip or (size == 0 and text.forms[at].endswith("n't")):
            found.append(at + max(size, 1))
        at += max(size, skip, 1)
    return found


def _negative(text: Text) -> bool:
    """Whether a text has a word that may stand for a negation."""
    joined = " " + " ".join(stem(form, text.language) for form in text.forms) + " "
    listed = [
        " ".join(stem(word, text.language) for word in form.split())
        for form in terms(NEGATIVE_IN_MEANING[text.language])
    ]
    return any(f" {form} " in joined for form in listed)


def _negation_faults(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """A negation that the quotes don't have, or that the statement lost."""
    denies = bool(_negators(stated))
    if denies:
        carried = any(_negative(text) or _denies_alike(stated, text) for text in evidence)
        return [] if carried else ["negation: not in the quotes"]
    if any(_lost(stated, at, text) for text in evidence for at in _negators(text)) and not _negative(stated):
        return ["negation: lost"]
    return []


def _denies_alike(stated: Text, text: Text) -> bool:
    """Whether a text denies something; in the same language, something that the statement denies."""
    there = _negators(text)
    if stated.language != text.language or not there:
        return bool(there)
    denied = [_scope(stated, at) for at in _negators(stated)]
    scopes = [_scope(text, at) for at in there]
    return all(not one or any(one & scope for scope in scopes) for one in denied)


def _scope(text: Text, at: int) -> set[str]:
    """The content words among the six from word `at` on."""
    return {stem(word, text.language) for word in text.forms[at : at + 6]} - set(terms(STOPWORDS[text.language]))


def _lost(stated: Text, at: int, text: Text) -> bool:
    """Whether the statement says what the text denies from word `at` on."""
    scope = text.forms[at : at + 5]
    if stated.language == text.language:
        words = [stem(word, text.language) for word in scope if word not in terms(STOPWORDS[text.language])][:4]
        shared = set(words) & {stem(word, text.language) for word in stated.forms}
        return bool(words) and len(shared) >= max(1, 0.6 * len(words))
    denied = [mention for mention in text.mentions if at <= mention.start < at + 6 and mention.concepts]
    shared_concepts = [mention for mention in denied if set(mention.concepts) & stated.concepts()]
    return bool(denied) and len(shared_concepts) >= max(1, 0.6 * len(denied))


def _content(text: Text) -> list[int]:
    """Indexes of the words that carry content: no function words, names or numbers."""
    stops = set(terms(STOPWORDS[text.language]))
    return [
        at
        for at, word in enumerate(text.forms)
        if word not in stops and len(word) > 1 and (not text.upper[at] or (text.first[at] and at == 0))
    ]


def _known_words(stated: Text, evidence: Sequence[Text]) -> set[int]:
    """Indexes of the statement's words that the evidence has, in the same or an equal form or meaning."""
    forms = {stem(form, text.language) for text in evidence for form in text.forms}
    known = {at for at, form in enumerate(stated.forms) if stem(form, stated.language) in forms}
    meant = {concept for text in evidence for concept in text.concepts()}
    for mention in stated.mentions:
        if any(concept in meant and concept.kind != "plain" for concept in mention.concepts):
            known |= set(range(mention.start, mention.end))
    return known


def _paired(stated: Text, evidence: Sequence[Text]) -> set[int]:
    """Indexes of Vietnamese words that stand beside the same neighbour in the evidence, or share a meaning with it.

    Syllables are shared by chance ("bệnh viện" and "xuất viện"); pairs of them hardly are.
    """
    pairs = {pair for text in evidence for pair in pairwise(text.forms)}
    found = {at + step for at, pair in enumerate(pairwise(stated.forms)) if pair in pairs for step in (0, 1)}
    meant = {concept for text in evidence for concept in text.concepts()}
    for mention in stated.mentions:
        if any(concept in meant and concept.kind != "plain" for concept in mention.concepts):
            found |= set(range(mention.start, mention.end))
    return found


def _alike(quotes: Sequence[str], similarity: Similarity, least: float, said: str) -> bool:
    """Whether what is said is as alike one of the quotes as a translation is."""
    return any(similarity(said, quote) >= least for quote in quotes)


def _content_faults(stated: Text, evidence: Sequence[Text], alike: Callable[[str], bool] | None = None) -> list[str]:
    """Too little of a statement, or of one of its clauses, stands in the quotes.

    Across languages a word counts as standing there if the table has its translation; a word that the table doesn't
    know counts little, so there the bar is lower, and what `alike` says of a part overrules the table.
    """
    same = all(text.language == stated.language for text in evidence)
    content = _content(stated)
    known = _known_words(stated, evidence)
    least = SAME_LANGUAGE_MIN if same else CROSS_LANGUAGE_MIN
    if len(known.intersection(content)) < least * len(content) and not (alike and alike(stated.source)):
        return ["content: too little is in the quotes"]
    strange = [at for at in content if stated.language == "en" and not stated.forms[at].isascii() and at not in known]
    if strange:
        return [f"content: {stated.forms[strange[0]]}"]
    if same and stated.language == "vi" and not _anchored(stated) and len(content) >= TELLING:
        paired = _paired(stated, evidence).intersection(content)
        if len(paired) < PAIRED_MIN * len(content):
            return ["content: too little is in the quotes"]
    for start, end in _clauses(stated):
        words = [at for at in content if start <= at < end]
        carried = len(known.intersection(range(start, end) if not same else words)) + any(stated.numbered[start:end])
        if (len(words) >= 2 and not carried) or (len(words) >= 3 and carried < CLAUSE_MIN * len(words)):
            part = " ".join(stated.forms[start:end])
            if not (alike and alike(part)):
                return [f"content: {part}"]
    return []


def _anchored(text: Text) -> bool:
    """Whether a text has a name or a number: what has none is easily made of a quote's syllables by chance."""
    return any(text.numbered) or any(up and not first for up, first in zip(text.upper, text.first, strict=True))


def _clauses(text: Text) -> list[tuple[int, int]]:
    """A text's clauses as spans of word indexes."""
    cuts = [at for at in range(1, len(text.forms)) if text.breaks[at] or text.forms[at] in _JOINTS[text.language]]
    return list(pairwise([0, *cuts, len(text.forms)]))
