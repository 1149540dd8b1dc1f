"""Text for the reader: windows of whole sentences, and questions as people type them or as near misses twist them."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass

from ingest.embedding.tokenizer import Tokenizer
from ingest.sentences import split_sentences

MOST_TOKENS = 104
"""Longest window, in tokens without marks."""
_OVERLAP = 30
_FEW_WORDS = 5
_LOWER, _BARE, _TYPO = 0.5, 0.5, 0.25

_SHORT_FORMS = {
    "không": "ko", "được": "dc", "bao nhiêu": "bn", "người": "ng", "những": "nhg", "với": "vs", "trong": "trg",
    "như thế nào": "ntn", "gì": "j", "vì sao": "vs", "tại sao": "ts", "bây giờ": "bh", "nhiều": "nhìu", "rồi": "r",
}  # fmt: skip
_SWAPS = (
    ("phó chủ tịch", "chủ tịch"), ("phó giám đốc", "giám đốc"), ("tăng", "giảm"), ("đầu tiên", "cuối cùng"),
    ("lớn nhất", "nhỏ nhất"), ("nhiều nhất", "ít nhất"), ("trước", "sau"), ("cao nhất", "thấp nhất"), ("bắc", "nam"),
    ("đông", "tây"), ("nguyên nhân", "hậu quả"), ("bắt đầu", "kết thúc"), ("increase", "decrease"),
    ("first", "last"), ("largest", "smallest"), ("most", "least"), ("before", "after"), ("highest", "lowest"),
    ("north", "south"), ("east", "west"), ("cause", "result"), ("start", "end"), ("more", "fewer"),
    ("president", "vice president"), ("director", "deputy director"), ("win", "lose"), ("founded", "dissolved"),
)  # fmt: skip
_NEGATIONS = (
    (" is ", " is not "), (" are ", " are not "), (" was ", " was not "), (" were ", " were not "),
    (" did ", " did not "), (" được ", " không được "), (" có ", " không có "), (" là ", " không phải là "),
)  # fmt: skip
_NAME = re.compile(r"(?<=[^.?!\"“] )[A-ZĐÀ-Ỹ][\wÀ-ỹ’'-]+(?: [A-ZĐÀ-Ỹ][\wÀ-ỹ’'-]+)*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Window:
    """Whole sentences out of a text: token ids, their half-open places in the text, and the window's own place."""

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    start: int
    end: int

    def tokens_of(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token of a span of the text; None unless the window holds all of it."""
        if start < self.start or end > self.end:
            return None
        spans = enumerate(zip(self.starts, self.ends, strict=True))
        inside = [index for index, (first, last) in spans if last > start and first < end and last > first]
        return (inside[0], inside[-1]) if inside else None


def cut_windows(text: str, tokenizer: Tokenizer, title: str | None = None) -> list[Window]:
    """A window around every sentence: the sentence, the one before it where it fits, then the one after it."""
    tokens = tokenizer.tokenize(text)
    bounds: list[tuple[int, int]] = []
    at = 0
    for sentence in split_sentences(text, title):
        first = at
        while at < len(tokens.ids) and tokens.starts[at] < sentence.end:
            at += 1
        bounds += _pieces(first, at)
    found: list[tuple[int, int]] = []
    for centre, (begin, stop) in enumerate(bounds):
        before, after = bounds[max(centre - 1, 0)][0], bounds[min(centre + 1, len(bounds) - 1)][1]
        first = before if stop - before <= MOST_TOKENS else begin
        found.append((first, after if after - first <= MOST_TOKENS else stop))
    # A window within another says nothing that isn't read anyway.
    kept = [one for one in dict.fromkeys(found) if not any(_holds(other, one) for other in found)]
    return [
        Window(
            tuple(tokens.ids[a:b]), tuple(tokens.starts[a:b]), tuple(tokens.ends[a:b]), tokens.starts[a],
            tokens.ends[b - 1],
        )
        for a, b in kept
    ]  # fmt: skip


def _pieces(first: int, last: int) -> list[tuple[int, int]]:
    """A sentence's tokens, in overlapping pieces where it is longer than a window."""
    if last - first <= MOST_TOKENS:
        return [(first, last)] if last > first else []
    step = MOST_TOKENS - _OVERLAP
    return [(at, min(at + MOST_TOKENS, last)) for at in range(first, last - _OVERLAP, step)]


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def fold(text: str) -> str:
    """Without diacritics."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in apart if not unicodedata.combining(one))


def typed(question: str, chance: random.Random) -> str:
    """As typed in a hurry: short forms, lower case, no question mark, now and then a typing error."""
    for long, short in _SHORT_FORMS.items():
        if chance.random() < 0.3:
            question = re.sub(rf"\b{long}\b", short, question)
    if chance.random() < _LOWER:
        question = question.lower()
    if chance.random() < _BARE:
        question = question.rstrip(" ?")
    if chance.random() < _TYPO and len(question) > 12:
        at = chance.randrange(1, len(question) - 2)
        swapped = question[at + 1] + question[at]
        question = question[:at] + (swapped if chance.random() < 0.5 else "") + question[at + 2 :]
    return question


def corrupt(question: str, text: str, names: list[str], chance: random.Random) -> str | None:
    """The question with another number, name, direction or office, or negated; None where nothing fits.

    `text` is what answered it, `names` are other names of the same article: neither must bring the answer back.
    """
    ways = [_other_number, _other_name, _other_word, _negated]
    chance.shuffle(ways)
    # Negations last: they fit nearly always, and would be most of what is learned.
    ways.sort(key=lambda way: way is _negated)
    for way in ways:
        changed = way(question, text, names, chance)
        if changed is not None:
            return changed
    return None


def _other_number(question: str, text: str, _: list[str], chance: random.Random) -> str | None:
    found = [one for one in _NUMBER.finditer(question) if one.group() in text and len(one.group()) < 9]
    if not found:
        return None
    one = chance.choice(found)
    new = str(abs(int(one.group()) + chance.choice([-20, -10, -3, -2, -1, 1, 2, 3, 4, 10, 20])))
    # A number of the text may ask for something that it answers.
    return None if new in text else question[: one.start()] + new + question[one.end() :]


def _other_name(question: str, text: str, names: list[str], chance: random.Random) -> str | None:
    found = [one for one in _NAME.finditer(question) if one.group() in text]
    if not found:
        return None
    one = chance.choice(found)
    size = len(one.group().split())
    fitting = [name for name in names if name not in text and abs(len(name.split()) - size) <= 1]
    return question[: one.start()] + chance.choice(fitting) + question[one.end() :] if fitting else None


def _other_word(question: str, text: str, _: list[str], chance: random.Random) -> str | None:
    pairs = [pair if chance.random() < 0.5 else pair[::-1] for pair in _SWAPS]
    chance.shuffle(pairs)
    low = text.lower()
    for old, new in pairs:
        changed = re.sub(rf"\b{old}\b", new, question, count=1)
        if changed != question and new not in low and not (old in new and new in question):
            return changed
    return None


def _negated(question: str, _: str, __: list[str], chance: random.Random) -> str | None:
    fitting = [(old, new) for old, new in _NEGATIONS if question.count(old) == 1 and " not " not in question]
    return question.replace(*chance.choice(fitting)) if fitting and chance.random() < 0.5 else None


def names_of(text: str) -> list[str]:
    """Names in a text, by their capitals."""
    return list(dict.fromkeys(_NAME.findall(text)))


def words_of(text: str) -> set[str]:
    """Folded words of more than two letters, for comparing texts cheaply."""
    return {word for word in re.findall(r"\w+", fold(text).lower()) if len(word) > 2}
