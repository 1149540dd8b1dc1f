"""What a statement ties together that its evidence ties otherwise: who did it to whom, which number is whose. Pure.

Names and numbers are anchors. Two of them around a word, in the other order around the same word in the evidence, are
swapped ("A thay B" and "B thay A"), if both are in the active or both in the passive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, pairwise, takewhile

from service.language.figure_reading import MEASURES, Figure, figures_and_days
from service.language.glossary import rendered_places, rendered_spans, spelt
from service.language.lexicon import FROM_TO, PASSIVE, stem
from service.language.name_reading import Text, runs
from service.language.stopwords import STOPWORDS

_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
_OFFICES = {"title", "institution"}
_SENTENCE = re.compile(r"[;:.\n]\s|\n")

NEAR = 3
"""Content words beside a number that may say of what it is. From 2 to 4 alike."""

LABEL = 2
"""How many of them two numbers must share to be told of the same thing. With 1, 2 more refuted claims are stopped
over these, but it is too little to go by; 3 alike."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, name or number: `key` is equal for what says the same; `kind` of numbers is their unit."""

    form: str
    key: object
    kind: str | None = None
    sentence: int = 0
    office: bool = False
    """Whether a word belongs to a title or an institution: nothing is done by it."""

    @property
    def anchor(self) -> bool:
        return self.kind is not None


def misbound(stated: Text, evidence: Sequence[Text]) -> list[str]:
    """Names or numbers that change places between the statement and one of its quotes; numbers of something else."""
    said = _tokens(stated)
    found = [_swapped(stated, said, text, _tokens(text)) for text in evidence]
    # One is enough to drop a statement.
    roles = [f"role: {pair}" for pair in found if pair][:1]
    return roles or _mislabelled(stated, said, evidence) or _of_another(stated, said, evidence)


@lru_cache(maxsize=2_048)
def _tokens(text: Text) -> tuple[_Token, ...]:
    """The words of a text, a name as its last word, a number with its value and unit."""
    figures = {one.start: one for one in figures_and_days(text.source)[0]}
    names = {at: at == end - 1 for start, end in runs(text) if _names(text, start, end) for at in range(start, end)}
    offices = {
        at for one in text.mentions if _OFFICES & {c.kind for c in one.concepts} for at in range(one.start, one.end)
    }
    found: list[_Token] = []
    word = sentence = last = until = 0
    for match in _TOKEN.finditer(text.source):
        sentence += bool(_SENTENCE.search(text.source, last, match.start() + 1))
        last = match.end()
        is_word = not match.group()[0].isdigit()
        at, word = word, word + is_word
        figure = figures.get(match.start())
        if match.start() < until or (is_word and names.get(at) is False):
            continue
        if figure or not is_word:
            found.append(_number(match.group(), figure, sentence))
            until = figure.end if figure else 0
        elif at in names:
            found.append(_Token(text.forms[at], text.folded[at], "name", sentence))
        else:
            key = stem(text.forms[at], text.language)
            found.append(_Token(text.forms[at], key, None, sentence, at in offices))
    return tuple(found)


def steps(text: Text) -> set[str]:
    """ "increase" and "decrease", as the numbers of a text step up or down ("từ 127 lên 141")."""
    tokens, places = _tokens(text), _numbers(text)
    found = set()
    for low, high in pairwise(places):
        one, other = tokens[low], tokens[high]
        if one.kind == other.kind and one.key != other.key and _joined(tokens[low + 1 : high]):
            found.add("increase" if one.key < other.key else "decrease")  # type: ignore[operator]
    return found


def _names(text: Text, start: int, end: int) -> bool:
    """Whether a run of capitalised words names something: not a lone word of general meaning ("Giám đốc")."""
    return end - start > 1 or text.acronym[start] or not any(m.start <= start < m.end for m in text.mentions)


def _number(written: str, figure: Figure | None, sentence: int) -> _Token:
    """A number, or digits of a date."""
    return _Token(written, figure.value if figure else written, f"in {figure.unit}" if figure else "date", sentence)


def _swapped(stated: Text, said: Sequence[_Token], text: Text, known: Sequence[_Token]) -> str:
    """Two anchors of one kind that stand around the same words in the other order; "" if none do."""
    anchors = [at for at, token in enumerate(said) if token.anchor]
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
        for pivot in _pivots(stated, said[low + 1 : high], text, known):
            ways |= {True for a in firsts for b in seconds if a < pivot < b}
            ways |= {False for a in firsts for b in seconds if b < pivot < a and _passives(known[b:a]) == passives}
        if _joined(said[low + 1 : high]):
            ways |= {True for a in firsts for b in seconds if a < b and _joined(known[a + 1 : b])}
            ways |= {False for a in firsts for b in seconds if b < a and _joined(known[b + 1 : a])}
        # Only where the evidence has the other order alone: in both orders, both may be true.
        if ways == {False}:
            return f"{one.form}, {other.form}"
    return ""


def _joined(tokens: Sequence[_Token]) -> bool:
    """Whether what stands between two numbers only says "from … to …"."""
    return 0 < len(tokens) <= NEAR and all(token.form in MEASURES | FROM_TO for token in tokens)


def _passives(tokens: Sequence[_Token]) -> int:
    """How many words mark who suffers and who acts ("bị", "bởi", "by")."""
    return sum(token.form in PASSIVE for token in tokens)


def _pivots(stated: Text, between: Sequence[_Token], text: Text, known: Sequence[_Token]) -> Iterator[int]:
    """Where in the evidence the words between two anchors stand, or a rendering of them."""
    words = [token for token in between if not token.anchor and not token.office]
    if stated.language == text.language:
        keys = {token.key for token in words if token.form not in STOPWORDS[stated.language]}
        yield from (at for at, token in enumerate(known) if not token.anchor and token.key in keys)
    elif stated.language == "en":
        spelling = [spelt(token.form).strip() for token in known]
        yield from (start for start, _ in rendered_places(tuple(token.form for token in words), spelling))


def _of_another(stated: Text, said: Sequence[_Token], evidence: Sequence[Text]) -> list[str]:
    """A number whose own sentence shares nothing with the statement's, while that of another number like it does."""
    sentences = [
        (text, [token for token in _tokens(text) if token.sentence == number])
        for text in evidence
        for number in {token.sentence for token in _tokens(text)}
    ]
    for one in said:
        if not (one.kind or "").startswith("in "):
            continue
        context = [token for token in said if token is not one and token.sentence == one.sentence]
        own, others = [], []
        for text, region in sentences:
            keys = {token.key for token in region if token.kind == one.kind}
            shared = _shared(stated, context, text, region) if keys else 0
            if one.key in keys:
                own.append(shared)
            elif not keys & {token.key for token in said}:
                others.append(shared)
        # One shared word is chance.
        if own and not max(own) and max(others, default=0) > 1:
            return [f"role: {one.form}"]
    return []


def _shared(stated: Text, context: Sequence[_Token], text: Text, region: Sequence[_Token]) -> int:
    """How many of the statement's words stand in a region of a text, or their renderings do."""
    keys = {token.key for token in region}
    anchors = len({token.key for token in context if token.anchor and token.key in keys})
    words = [token for token in context if not token.anchor]
    if stated.language == text.language:
        stops = STOPWORDS[stated.language]
        return anchors + len({token.key for token in words if token.key in keys and token.form not in stops})
    spoken = spelt(" ".join(token.form for token in region))
    rendered = rendered_spans(tuple(token.form for token in words)) if stated.language == "en" else []
    return anchors + sum(any(one in spoken for one in renderings) for _, _, renderings in rendered)


def _mislabelled(stated: Text, said: Sequence[_Token], evidence: Sequence[Text]) -> list[str]:
    """A number before words that, in the evidence, follow another number of its kind and not it."""
    known = [(_tokens(text), at) for text in evidence if text.language == stated.language for at in _numbers(text)]
    for at in _numbers(stated):
        one = said[at]
        label = _after(stated, said, at)
        own, others = [0], [0]
        for tokens, place in known:
            other = tokens[place]
            if other.kind != one.kind:
                continue
            if other.key == one.key:
                # Of the number itself they may stand before it as well ("tiền lãi là 2,3 tỉ").
                own.append(len(label & (_after(stated, tokens, place) | _before(stated, tokens, place))))
            else:
                others.append(len(label & _after(stated, tokens, place)))
        # The number's own words must be there and share nothing: where it stands without any, nothing is told apart.
        if len(own) > 1 and not max(own) and max(others) >= LABEL:
            return [f"role: {one.form}"]
    return []


def _numbers(text: Text) -> list[int]:
    """Indexes of a text's numbers that aren't of dates."""
    return [at for at, token in enumerate(_tokens(text)) if (token.kind or "").startswith("in ")]


def _after(text: Text, tokens: Sequence[_Token], at: int) -> set[object]:
    """The nearest content words after an anchor, up to the next one."""
    return _beside(text, tokens[at + 1 :])


def _before(text: Text, tokens: Sequence[_Token], at: int) -> set[object]:
    """The nearest content words before an anchor, down to the one before."""
    return _beside(text, tokens[:at][::-1])


def _beside(text: Text, tokens: Sequence[_Token]) -> set[object]:
    skipped = STOPWORDS[text.language] | MEASURES
    row = takewhile(lambda token: not token.anchor, tokens)
    return {token.key for token in islice((token for token in row if token.form not in skipped), NEAR)}
