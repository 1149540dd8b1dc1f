"""Where a model's quote stands in an article. Pure.

A quote is found if it differs from the source only by what typing changes: NFC or NFD, white space, kinds of
quotation marks and dashes, letter case, the place of a tone mark (hoà, hòa). Words, digits and diacritics must be
equal. A quote that isn't found may be repaired to the source's own words, if one span is meant beyond doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.kept import kept
from service.language.lexicon import is_decisive
from service.language.text import Canon, canon, fold_accents
from service.values import Span

ELLIPSIS_SPAN_MAX = 320
"""Longest span, in code points, that stands for a quote with "…" in the middle. By hand."""

PIECE_TOKENS_MIN = PIECES_MIN = 2
"""Fewest words of a piece of such a quote, and fewest pieces: a lone word stands anywhere."""

REPAIR_TOKENS_MIN = 6
REPAIR_TOKENS_MAX = 160
"""Words of a quote that is repaired: a shorter one may mean many places, a longer one is no quote. By hand."""

REPAIR_RATIO = 0.85
"""Least share of equal tokens, in order, between a quote and the span that it is repaired to. By hand."""

REPAIR_SHARED = 0.7
"""Least share of its words, in any order, that a window has in common with a quote to be aligned with it: for speed."""

REPAIR_SLACK = 2
"""Words before and behind a window that may belong to it."""

REPAIR_LEAD = 0.1
"""By how much a repair must beat every other span that doesn't overlap it. By hand."""

_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)*%?|[^\W\d_]+")
_TRIM = ' "-.,;:()[]'


def find_quote(text: str, quote: str, near: Span | None = None) -> Span | None:
    """The span of `text` that `quote` quotes, or None. An occurrence inside `near` is preferred.

    Marks that a model puts around a quote are ignored; of a quote with "…" in the middle, the pieces must stand in
    order in one paragraph, and the span over all of them is returned if it is short, else the longest piece.
    """
    quote = unicodedata.normalize("NFC", quote).strip()
    if not _TOKEN.search(quote):
        return None
    exact = _prefer(_occurrences(text, quote), near)
    if exact is not None and _within(exact, near):
        return exact
    source = canon(text)
    wanted = canon(quote).text.strip(" ")
    # With its marks first: a full stop or bracket may be part of what is quoted.
    for form in dict.fromkeys((wanted, wanted.strip(_TRIM))):
        found = _prefer(_canonical(source, form), near)
        if found is not None:
            return found if exact is None or _within(found, near) else exact
    return exact or _find_pieces(text, source, wanted, near)


def _within(span: Span, near: Span | None) -> bool:
    """Whether a span is inside `near`, or anywhere if there's no preference."""
    return near is None or (near[0] <= span[0] and span[1] <= near[1])


def _occurrences(text: str, quote: str) -> list[Span]:
    """Every span of `text` that equals `quote` and cuts no word or number."""
    spans = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        if not _cuts(text, at, at + len(quote)):
            spans.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return spans


def _canonical(source: Canon, form: str) -> list[Span]:
    """Every span of the source whose canonical form is `form`."""
    return [(source.starts[start], source.ends[end - 1]) for start, end in _occurrences(source.text, form)]


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether the span starts or ends inside a word or a number ("5" of "5,3" or of "50")."""
    return _joined(text, start) or _joined(text, end)


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and after position `at` belong to one word or number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and (after.isalnum() or (before.isdigit() and after == "%")):
        return True
    if before.isdigit() and after in ".,":
        return text[at + 1 : at + 2].isdigit()
    if before in ".," and after.isdigit():
        return text[at - 2 : at - 1].isdigit()
    return False


def _prefer(spans: list[Span], near: Span | None) -> Span | None:
    """The first span inside `near`, else the one that starts closest to it."""
    if not spans or near is None:
        return spans[0] if spans else None
    low, high = near
    return min(spans, key=lambda span: max(low - span[0], span[1] - high, 0))


def _find_pieces(text: str, source: Canon, wanted: str, near: Span | None) -> Span | None:
    """The span of a quote from which the model left out something in the middle."""
    pieces = [piece.strip(_TRIM) for piece in re.split(r"[(\[]?\.{3,}[)\]]?", wanted)]
    pieces = [piece for piece in pieces if len(_TOKEN.findall(piece)) >= PIECE_TOKENS_MIN]
    if len(pieces) < PIECES_MIN:
        return None
    chains = []
    for first in _canonical(source, pieces[0]):
        spans = _chain(source, pieces[1:], first)
        # Pieces of two paragraphs are two quotes, whatever a model puts between them.
        if spans and "\n\n" not in text[spans[0][0] : spans[-1][1]]:
            chains.append(spans)
    whole = _prefer([(spans[0][0], spans[-1][1]) for spans in chains], near)
    if whole is None or whole[1] - whole[0] <= ELLIPSIS_SPAN_MAX:
        return whole
    chain = next(spans for spans in chains if spans[0][0] == whole[0])
    return max(chain, key=lambda span: span[1] - span[0])


def _chain(source: Canon, pieces: list[str], first: Span) -> list[Span]:
    """`first` and the next occurrence of each further piece after it, or nothing if one is missing."""
    spans = [first]
    for piece in pieces:
        following = [span for span in _canonical(source, piece) if span[0] >= spans[-1][1]]
        if not following:
            return []
        spans.append(following[0])
    return spans


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or number: canonical form, form without diacritics, source span, and whether it is capitalised."""

    form: str
    folded: str
    start: int
    end: int
    name: bool


@kept(12_000_000, per_byte=25)
def _tokens(text: str) -> tuple[_Token, ...]:
    """The words and numbers of `text`, in order."""
    source = canon(text)
    tokens = []
    for match in _TOKEN.finditer(source.text):
        start, end = source.starts[match.start()], source.ends[match.end() - 1]
        form = match.group()
        tokens.append(_Token(form, fold_accents(form), start, end, text[start].isupper()))
    return tuple(tokens)


def repair_quote(text: str, quote: str, near: Span | None = None) -> Span | None:
    """The one span of `text` that a misquote means beyond doubt, or None.

    Beyond doubt: nearly all tokens (`REPAIR_RATIO`) equal in order, all numbers, capitalised words, negations and
    direction words equal, and no other span nearly as good. A quote typed without diacritics must be equal to
    the last letter otherwise. `near` (the cited passage) is searched, or the whole text without it.
    """
    low, high = near or (0, len(text))
    wanted = _tokens(unicodedata.normalize("NFC", quote))
    tokens = _tokens(text[low:high])
    if not REPAIR_TOKENS_MIN <= len(wanted) <= REPAIR_TOKENS_MAX or not tokens:
        return None
    window = _without_diacritics(tokens, wanted) or _best_window(tokens, wanted)
    if window is None:
        return None
    return low + tokens[window[0]].start, low + tokens[window[1] - 1].end


def _without_diacritics(tokens: Sequence[_Token], wanted: Sequence[_Token]) -> Span | None:
    """The only window whose tokens equal the quote's when diacritics are left out.

    In a quote that has some, those of names must be right: "Dình" and "Dĩnh" are two people.
    """
    forms = [token.folded for token in tokens]
    target = [token.folded for token in wanted]
    size = len(target)
    found = [at for at in range(len(forms) - size + 1) if forms[at : at + size] == target]
    if len(found) != 1:
        return None
    window = tokens[found[0] : found[0] + size]
    # Who typed no marks at all may be given them; who typed some meant those.
    typed_without = target == [token.form for token in wanted]
    named_alike = all(one.form == other.form for one, other in zip(window, wanted, strict=True) if one.name)
    return (found[0], found[0] + size) if typed_without or named_alike else None


def _best_window(tokens: Sequence[_Token], wanted: Sequence[_Token]) -> Span | None:
    """The window that aligns with the quote, if it is close, loses nothing that counts, and has no rival."""
    candidates = sorted(_candidates(tokens, wanted), reverse=True)
    if not candidates or candidates[0][0] < REPAIR_RATIO:
        return None
    ratio, start, end = candidates[0]
    # Windows that overlap the best one are the same place, shifted.
    rivals = [other for other in candidates if other[2] <= start or other[1] >= end]
    if rivals and rivals[0][0] > ratio - REPAIR_LEAD:
        return None
    return (start, end) if _harmless(tokens[start:end], wanted) else None


def _candidates(tokens: Sequence[_Token], wanted: Sequence[_Token]) -> list[tuple[float, int, int]]:
    """Windows with their share of equal tokens: for each start that shares most of its words with the quote."""
    size = len(wanted)
    counts = Counter(token.form for token in wanted)
    scored = []
    for start in range(max(1, len(tokens) - size + 1)):
        bag = Counter(token.form for token in tokens[start : start + size])
        # Aligning is quadratic; counting words leaves a few windows of a whole article.
        if (bag & counts).total() >= REPAIR_SHARED * size:
            scored.append(_aligned(tokens, wanted, start))
    return scored


def _aligned(tokens: Sequence[_Token], wanted: Sequence[_Token], at: int) -> tuple[float, int, int]:
    """The window around `at`, cut to its first and last equal token, with its share of equal tokens."""
    low, high = max(0, at - REPAIR_SLACK), min(len(tokens), at + len(wanted) + REPAIR_SLACK)
    matcher = SequenceMatcher(
        None, [token.form for token in tokens[low:high]], [token.form for token in wanted], autojunk=False
    )
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0.0, low, low + 1
    start, end = low + blocks[0].a, low + blocks[-1].a + blocks[-1].size
    equal = sum(block.size for block in blocks)
    return equal / max(end - start, len(wanted)), start, end


def _harmless(window: Sequence[_Token], wanted: Sequence[_Token]) -> bool:
    """Whether what differs is no number, no name, and no word that turns the meaning."""
    here, there = [token.form for token in window], [token.form for token in wanted]
    for tag, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if any(token.name or is_decisive(token.form) for token in (*window[a:b], *wanted[c:d])):
            return False
    return True
