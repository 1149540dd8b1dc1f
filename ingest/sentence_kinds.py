"""What a paragraph is to a reader: prose, title line, caption, byline or source line. Pure, rules only.

The rules look at shape (length, final punctuation, capitals, place between paragraphs), never at the subject. In
doubt a block is prose: a caption taken for prose costs little, prose taken for a caption is never quoted first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.models import SentenceKind
from ingest.regex import regex
from ingest.sentence_labels import is_time_label

TITLE_WORDS = 40
LEAST_CAPTION_WORDS = 5
CAPTION_WORDS = 30
CREDITED_WORDS = 60
BYLINE_WORDS = 10
_PARAGRAPH_WORDS = 8
_TAIL_BLOCKS = 4
_TITLE_BLOCKS = 3

_FINAL = regex(r"[.!?…:;,。！？][\"'”’»)\]]*$")
_COMPLETE = regex(r"[.!?…。！？][\"'”’»)\]]*$")
_SENTENCE_END_INSIDE = regex(r"[.!?…]\s")
# Openings of a sentence that lost its full stop, rather than of a caption.
_NARRATIVE_WORDS = """
    vào đến ngày năm theo trong nếu khi sau trước tuy nhưng và do vì để ngoài từ mặc đồng cũng nó chúng đó đây tính mùa
    in on at it they however when after before if since and but because although
    """
_NARRATIVE = frozenset(_NARRATIVE_WORDS.split())
_LETTER = regex(r"[^\W\d_]")
_LIST_MARK = regex(r"(?:[-–—•*+·○▪►|#]|\(?(?:\d{1,3}|\w|[ivxIVX]{1,5})[.)])\s")
_NUMBERED = regex(r"(?:[^\W\d_]+\s){1,7}(?:\d[\d.,/%]*|[A-ZĐ]\d?|[IVX]+)")  # "Phương án 2", "Gói thầu số 3"
_CREDIT = regex(
    r"(?:^|[\s.(\[/|–—-])(?:(?:Ảnh|ẢNH|Nguồn ảnh|Ảnh minh h(?:ọa|oạ)|Đồ h(?:ọa|oạ)|Photos?|Photograph|Image|Picture"
    r"|Illustration)\s*(?:[:：]|by\b)\s*[^.!?:]{1,50}\.?[^\s\w]{0,2}|(?:Ảnh|ảnh) minh h(?:ọa|oạ)[^\w]{0,3})$"
)
_CREDIT_INITIALS = regex(r"(?:Ảnh|ẢNH|Photos?|Image)\s*[:：]\s*(?:\w\.){1,4}\w?\.?[)\]]?$")
_SOURCE_URL = regex(
    r"(?:Nguồn|NGUỒN|Theo|Source|Via|Xem thêm)\b[^:\n]{0,60}[:：]\s*(?:https?://|www\.)\S+$|https?://\S+$"
)
_SOURCE_NAME = regex(r"\(?(?:Nguồn|NGUỒN|Source)\s*[:：]\s*\S[^.!?]{0,60}\.?\)?$|\(?Theo\s+[^.!?,;:]{2,40}\)?$")
_ROLE = regex(
    r"(?:(?:Bài|Tin|Ảnh|Thực hiện|Tác giả|Phóng viên|Biên dịch|Biên tập(?: viên)?|Tổng hợp)"
    r"(?:\s*(?:,|và|-|&)\s*(?:bài|tin|ảnh|clip))*"
    r"\s*[:：]|By|PV|Reporter[:：]?)\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)
_NAME_JOIN = regex(r"\s+(?:và|and|&|-|–|—|/|\|)\s+|\s*[,/|–—&]\s*|\s+-\s+")


def classify_blocks(blocks: Sequence[str], title: str | None = None) -> list[SentenceKind]:
    """One kind a block. `blocks` are trimmed and in the order of the text."""
    kinds = [SentenceKind.SOURCE if _SOURCE_URL.match(block) else SentenceKind.PROSE for block in blocks]
    kinds = [_heading_or(kind, block) for kind, block in zip(kinds, blocks, strict=True)]
    if blocks and is_title_line(blocks[0], len(blocks) > 1):
        kinds[0] = SentenceKind.TITLE
    if title is not None and title in blocks[:_TITLE_BLOCKS]:  # also below a section's name or a date line
        kinds[blocks.index(title)] = SentenceKind.TITLE
    _mark_captions(blocks, kinds)
    if len(blocks) > 1 and is_time_label(blocks[-1]) and not blocks[-2].endswith(":"):
        kinds[-1] = SentenceKind.BYLINE  # when the article was written, not when what stands before it happened
    _mark_tail(blocks, kinds)
    return kinds


def _heading_or(kind: SentenceKind, block: str) -> SentenceKind:
    """A Markdown heading is a title line wherever it stands."""
    return SentenceKind.TITLE if re.match(r"#{1,6}\s", block) and not _FINAL.search(block) else kind


def is_title_line(line: str, has_more: bool) -> bool:
    """Whether the first line of an article reads as its title: short, no final punctuation, and something follows."""
    return (
        has_more
        and not _FINAL.search(line)
        and not _LIST_MARK.match(line)
        and not _SOURCE_URL.match(line)
        and _LETTER.search(line) is not None
        and not is_time_label(line)
        and "\t" not in line.strip()  # the header of a table
        and len(line) <= 8 * TITLE_WORDS
        and len(line.split()) <= TITLE_WORDS
    )


def _mark_captions(blocks: Sequence[str], kinds: list[SentenceKind]) -> None:
    for index, block in enumerate(blocks):
        if kinds[index] is SentenceKind.PROSE and has_credit(block):
            kinds[index] = SentenceKind.CAPTION
    for index in range(1, len(blocks) - 1):
        if kinds[index] is SentenceKind.PROSE and _is_bare_caption(blocks, kinds, index):
            kinds[index] = SentenceKind.CAPTION


def ends_open(block: str) -> bool:
    """Whether it ends without punctuation, as headings, captions and items do."""
    return not _FINAL.search(block.rstrip())


def has_credit(block: str) -> bool:
    """Whether it ends with whose picture it is, as captions do."""
    if len(block) > 10 * CREDITED_WORDS or len(block.split()) > CREDITED_WORDS:
        return False
    return _CREDIT.search(block) is not None or _CREDIT_INITIALS.search(block) is not None


def _is_bare_caption(blocks: Sequence[str], kinds: Sequence[SentenceKind], index: int) -> bool:
    """A short line without final punctuation that stands alone between complete paragraphs.

    What answers the question before it, is numbered, or is of a few words only may be what somebody asks for.
    """
    block, before, after = blocks[index], index - 1, index + 1
    if not _looks_bare(block):
        return False
    if kinds[before] is SentenceKind.TITLE or blocks[before].endswith("?"):
        return False
    return _is_settled(blocks, kinds, before) and _is_settled(blocks, kinds, after)


def _looks_bare(block: str) -> bool:
    words = len(block.split())
    return (
        LEAST_CAPTION_WORDS <= words <= CAPTION_WORDS
        and len(block) <= 8 * CAPTION_WORDS
        and not _FINAL.search(block)
        and not _LIST_MARK.match(block)
        and block[0].isupper()
        and not _SENTENCE_END_INSIDE.search(block)
        and not _NUMBERED.fullmatch(block)
        and block.split(None, 1)[0].lower().strip(",") not in _NARRATIVE
    )


def _is_settled(blocks: Sequence[str], kinds: Sequence[SentenceKind], index: int) -> bool:
    if kinds[index] is SentenceKind.CAPTION:
        return True
    if kinds[index] is not SentenceKind.PROSE or _COMPLETE.search(blocks[index]) is None:
        return False
    return len(blocks[index].split()) >= _PARAGRAPH_WORDS  # less is a heading, or an item of a list


def _mark_tail(blocks: Sequence[str], kinds: list[SentenceKind]) -> None:
    """Bylines and sources stand after the last complete paragraph, and are few."""
    tail: list[int] = []
    for index in range(len(blocks) - 1, 0, -1):
        if kinds[index] is SentenceKind.PROSE:
            kind = _tail_kind(blocks[index])
            if kind is None:
                break
            tail.append(index)
    if len(tail) < _TAIL_BLOCKS and any(_COMPLETE.search(block) for block in blocks[: len(blocks) - len(tail)]):
        for index in tail:
            kinds[index] = _tail_kind(blocks[index]) or SentenceKind.PROSE


def _tail_kind(block: str) -> SentenceKind | None:
    if len(block) > 120 or len(block.split()) > BYLINE_WORDS + 4:
        return None
    if _SOURCE_NAME.match(block):
        return SentenceKind.SOURCE
    role = _ROLE.match(block)
    return SentenceKind.BYLINE if _is_names(role.group("name") if role else block) else None


def credit_in_text(sentence: str) -> SentenceKind | None:
    """What a sentence in the middle of a paragraph is, if all of it is a credit: "Ảnh: Tuấn Kiệt.", "Nguồn: Báo Z."."""
    bare = sentence.rstrip(" .")
    if len(bare.split()) > BYLINE_WORDS:
        return None
    if _SOURCE_NAME.match(bare) and (":" in bare or all(word[0].isupper() for word in bare.split())):
        return SentenceKind.SOURCE
    role = _ROLE.match(bare)
    return SentenceKind.BYLINE if role and _is_names(role.group("name")) else None


def _is_names(line: str) -> bool:
    """Whether the line consists of personal names: two to five capitalised words each, or initials."""
    names = [name for name in _NAME_JOIN.split(line.strip("()*_ ")) if name]
    return 0 < len(names) <= 3 and len(line.split()) <= BYLINE_WORDS and all(map(_is_name, names))


def _is_name(name: str) -> bool:
    words = name.split()
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", name):
        return name.isupper()
    return 2 <= len(words) <= 5 and all(word[0].isupper() and re.fullmatch(r"[^\W\d_]+\.?", word) for word in words)
