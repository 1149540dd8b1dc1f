"""Orders to a language model, as they are planted in articles. Pure.

They are looked for in letters alone: without marks, in whatever characters, with anything or nothing between words.
So an order without diacritics, split over lines, hyphenated, spaced out or in an address is the same order. Of 53,592
lines of seeds, evals and sets by others, with and without diacritics, none is taken for one.
What gives no order, or one in words that are none of these, passes: then it is a lie like others in articles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

from ingest.regex import regex
from service.language.disguise import unmasked

REACH = 1_000
"""Code points before and after a span, within its block, in which an order counts: some articles are one line."""

_AI = "(?:ai|language) (?:assistant|model|system|agent|chatbot|bot|reader)s?|llms?|chatbots?"
_TOLD = "instruction|prompt|rule|guideline|direction|directive|command|constraint|message"
_EARLIER = "previous|prior|above|earlier|preceding|foregoing|initial|original|existing|given|system|your"
_FILLER = "all|any|every|each|of|the|these|those|other|my"
_SAYS = "say|state|answer|reply|respond|tell|write|output|print|quote|cite|repeat|ignore"
_VI_AI = "tro ly (?:ai|ao|ngon ngu|tri tue nhan tao)|mo hinh (?:ai|ngon ngu|tri tue nhan tao)|chatbot|he thong hoi dap"
_VI_TOLD = "huong dan|chi dan|chi thi|menh lenh|cau lenh|lenh|loi nhac|yeu cau|quy tac"
_VI_ALL = "di|het|moi|tat ca|toan bo|cac|nhung"
_VI_EARLIER = "truoc|o tren|ben tren|phia tren|tren day|da cho|cua ban|cua he thong|he thong|ban dau"
_VI_SAYS = "tra loi|noi|dap|viet|ghi|in ra|khang dinh|xac nhan|trich|thong bao|bo qua|lap lai|nhac lai"
_VI_ASKERS = "nguoi dung|nguoi hoi|nguoi doc|doc gia|ban doc|khach hang|moi nguoi"
_MUST = "(?P<{0}>hay)|phai|chi duoc|vui long|can phai"
_COLON = r"\s*[:“\"«]"

_PATTERNS = (
    # What was said before is to be forgotten.
    "(?:ignore|disregard|forget) (?:(?:{FILLER}|{EARLIER}) )*(?:instruction|prompt|rule)",
    "(?:ignore|disregard|forget|override|overrule|bypass|discard|(?:do not|don t|never|stop) (?:follow|obey)(?:ing)?)"
    " (?:(?:{FILLER}) )*(?:{EARLIER}) (?:(?:{FILLER}|{EARLIER}) )*(?:{TOLD})",
    "(?:ignore|disregard|forget) (?:everything|all|anything) (?:that )?(?:(?:was|is|you were) (?:said|told|written) )?"
    "(?:above|before this)",
    "bo qua (?:(?:{VI_ALL}) )*(?:huong dan|chi dan|chi thi|menh lenh|cau lenh|loi nhac|yeu cau|lenh)",
    "(?:bo qua|quen|phot lo|lo di|huy bo|ghi de|dung (?:lam|tuan) theo|bat chap) (?:(?:{VI_ALL}) )*"
    "(?:{VI_TOLD}) (?:(?:{VI_EARLIER})){END}",
    "(?:bo qua|quen) (?:(?:{VI_ALL}) )*(?:nhung gi|dieu) (?:da )?(?:duoc )?(?:noi|dan|yeu cau|viet) (?:{VI_EARLIER})",
    # Whom it speaks to, and what that one is from now on.
    "you are now {SPACE}",
    "from now on you (?:are|must|will|shall)",
    "as an ai{END}",
    "(?:{AI})[^.]{0,60}{START}(?:must|should|shall|please|have to|need to) (?:only |always |now )?(?:{SAYS}){END}",
    "(?:note|message|instruction|order|command|notice|attention|memo)s? (?:for|to) (?:(?:{FILLER}) )*(?:{AI}){END}",
    "(?:tro ly|mo hinh) (?:ai|ngon ngu)[^.]{0,40}{START}(?:(?P<hay1>hay)|phai){END}",
    "(?:{VI_AI})[^.]{0,60}{START}(?:{MUST:hay2}|can) (?:chi |luon )?(?:{VI_SAYS}){END}",
    "ban la (?:mot )?(?:{VI_AI})",
    "(?:tu|ke tu|ngay) (?:gio|bay gio|nay) ban (?:la|se la|dong vai) (?:mot )?(?:tro ly|mo hinh|he thong)",
    "(?:{VI_TOLD}) (?:moi )?(?:danh )?cho (?:moi |cac )?(?:{VI_AI})",
    # What is to be said.
    "(?:reply|answer) (?:only )?with{END}",
    "respond (?:only|exactly|simply|just|solely) with{END}",
    "respond with(?:{COLON}| (?:only|exactly|the (?:following|words|sentence|phrase|text)))",
    "(?:{SAYS}|return) (?:only|exactly|verbatim|word for word|the following|this)"
    "(?: (?:sentence|text|words|phrase))?{COLON}",
    "(?:if|when|whenever) (?:anyone|someone|somebody|whoever|(?:a|the|any) (?:user|reader)|users|readers|you are)"
    " ask(?:s|ed)?{END}[^.]{0,80}{START}(?:say|answer|reply|respond|state|tell|cite|quote){END}",
    "your (?:only |final |entire |whole |next )?(?:answer|response|reply|output)"
    " (?:must|should|shall|has to|will|is to){END}",
    "(?:{MUST:hay3}) (?:chi |luon )?(?:tra loi|dap|dap lai)(?: (?:{VI_ASKERS}|(?:moi |cac )?cau hoi))?"
    " (?:rang|la|dung|nguyen van|nhu sau"
    "|bang(?! (?:van ban|loi|mieng|thu|email|dien thoai|tieng|hanh dong)){END}|{COLON})",
    "(?:{MUST:hay4}) (?:chi |luon )?(?:{VI_SAYS}) (?:voi|cho) (?:moi |cac )?(?:{VI_ASKERS})(?: rang| la|{COLON})",
    "(?:{MUST:hay5}) (?:chi |luon )?(?:{VI_SAYS}) (?:dung |nguyen van |lai )*(?:cau|dong|chuoi)(?: nay| sau)?{COLON}",
    "(?:{MUST:hay6}) (?:khang dinh|xac nhan) rang",
    "(?:khi|neu) (?:duoc hoi|(?:co )?(?:ai|ai do|nguoi|nguoi dung|doc gia|ban doc) hoi){END}[^.]{0,80}"
    "{START}(?:{MUST:hay7}) (?:chi |luon )?(?:{VI_SAYS})",
    "cau tra loi (?:cua ban|duy nhat|bat buoc) (?:phai|chi duoc)",
    # How it poses as the one who may give orders.
    "system prompt",
    "system (?:message|override|instruction|notice|update){COLON}",
    "(?:loi nhac|cau lenh|chi thi|menh lenh) (?:tu |cua )?he thong",
    "thong bao (?:tu |cua )?he thong{COLON}",
    "developer mode (?:enabled|on|activated)",
    "end of (?:the )?(?:passages|context|documents|system prompt)",
)
"""Words without marks; a space stands for whatever may be between two words, or for nothing."""

_TEMPLATES = regex(
    r"<\|\s*[a-z_]+\s*\|>|\[/?inst\]|<<\s*/?sys\s*>>|</?(?:start|end)_of_turn>|<<<\s*p\d+|\bp\d+\s*>>>"
    r"|^\W*(?:system|assistant)\s*:|^\W*###\s*(?:system|instruction|assistant|response)",
    re.MULTILINE,
)
"""Marks of chat templates, and of this service's own prompts."""

_GAP = r"[\W_]*"
_MARKED = "hay"
"""Without its mark this is another word, "or": beside words with marks it counts only with its own ("hãy", "do")."""


def _compiled(pattern: str) -> str:
    """One of the patterns with its parts filled in, and its spaces as gaps."""
    parts = {
        "AI": _AI, "TOLD": _TOLD, "EARLIER": _EARLIER, "FILLER": _FILLER, "SAYS": _SAYS, "VI_AI": _VI_AI,
        "VI_ALL": _VI_ALL, "VI_TOLD": _VI_TOLD, "VI_EARLIER": _VI_EARLIER, "VI_SAYS": _VI_SAYS, "VI_ASKERS": _VI_ASKERS,
    }  # fmt: skip
    pattern = re.sub(r"\{MUST:(\w+)\}", lambda found: _MUST.format(found[1]), pattern)
    pattern = re.sub(r"\{([A-Z]+_?[A-Z]*)\}", lambda found: parts.get(found[1], found[0]), pattern)
    pattern = pattern.replace(" ", _GAP).replace("{COLON}", _COLON).replace("{SPACE}", r"(?=[\W_])")
    return pattern.replace("{START}", r"(?<![^\W_])").replace("{END}", r"(?![^\W_])")


_ORDERS = regex(r"(?<![^\W_])(?:" + "|".join(map(_compiled, _PATTERNS)) + ")")

_STRAY = regex("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
"""Marks that belong to no letter: lines drawn through words."""

_SPACED = regex(r"(?<!\w)\w(?:[^\w\n]{1,3}\w(?!\w)){4,}")
_HYPHENATED = regex(r"(?<=\w)[-‐­]\s*\n\s*(?=\w)")
_FINISHED = regex(r"(?<!\.)[.!?][\"'”’»)\]\s]*\Z")
_NEXT_SENTENCE = regex(r"[.!?][\"'”’»)\]]*\s+\w")


def gives_orders(text: str) -> bool:
    """Whether `text`, as a reader sees it, addresses a language model with an instruction."""
    return _after_order(text) is not None


def among_orders(text: str, start: int, end: int) -> bool:
    """Whether an order is given near the span: in its block, or at the end of the one before, whose object it may be.

    A block is lines of which none but the last ends a sentence; so an order that is split over lines is in one.
    """
    low, high = _block(text, start, end)
    if gives_orders(text[low:high]):
        return True
    least = max(0, low - REACH)
    # "Say only the following:" may end its own block: what it orders is the next.
    before = least + len(text[least:low].rstrip())
    if before == least:
        return False
    rest = _after_order(text[_block(text, before - 1, before)[0] : before])
    return rest is not None and not _NEXT_SENTENCE.search(rest)


def _block(text: str, start: int, end: int) -> tuple[int, int]:
    """The block that holds a span, at most `REACH` code points further on either side."""
    least, most = max(0, start - REACH), min(len(text), end + REACH)
    low = text.rfind("\n", least, start) + 1 or least
    while low > least and not _FINISHED.search(text, least, low):
        low = text.rfind("\n", least, max(least, low - 1)) + 1 or least
    high = end
    while True:
        high = text.find("\n", high, most)
        if high < 0:
            return low, most
        if _FINISHED.search(text, max(low, high - REACH), high):
            return low, high
        high += 1


@lru_cache(maxsize=1_024)
def _after_order(text: str) -> str | None:
    """What follows the last order that `text` gives, in whichever way it is seen; None if it gives none."""
    following: list[str] = []
    for seen in _variants(text):
        plain = _unmarked(seen)
        ends = [one.end() for one in _ORDERS.finditer(plain) if _is_meant(one, seen)]
        ends += [one.end() for one in _TEMPLATES.finditer(plain)]
        following += [plain[end:] for end in ends]
    return min(following, key=len, default=None)


def _variants(text: str) -> Iterator[str]:
    """`text` as it is seen, and with what else may stand between letters taken out; each one in composed letters."""
    # Invisible characters may join words or stand for spaces between them: both are tried.
    for seen in unmasked(text):
        drawn = _STRAY.sub("", unicodedata.normalize("NFC", seen))
        yield drawn
        if "%" in drawn:
            yield unicodedata.normalize("NFC", unquote_plus(drawn))
        if _HYPHENATED.search(drawn):
            yield _HYPHENATED.sub("", drawn)
        if _SPACED.search(drawn):
            yield _SPACED.sub(lambda run: re.sub(r"\W", "", run.group()), drawn)


def _unmarked(text: str) -> str:
    """Lower case without marks, as many code points as before."""
    plain = _STRAY.sub("", unicodedata.normalize("NFD", text)).lower()
    if len(plain) != len(text):  # letters of other scripts fall apart, and a few grow in lower case
        letters = (unicodedata.normalize("NFD", char)[0] for char in text)
        plain = "".join(char.lower() if len(char.lower()) == 1 else char for char in letters)
    return plain.replace("đ", "d")


def _is_meant(found: re.Match[str], text: str) -> bool:
    """Whether an ambiguous word of an order has its mark, or nothing of the order has any."""
    ambiguous = [name for name, part in found.groupdict().items() if part is not None and name.startswith(_MARKED)]
    written = text[found.start() : found.end()].lower()
    if all(text[found.start(name) : found.end(name)].lower() == "hãy" for name in ambiguous):
        return True
    return _unmarked(written) == written
