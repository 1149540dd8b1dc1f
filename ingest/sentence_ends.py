"""Where a sentence ends: which full stops do, and which belong to abbreviations, initials, dates, numbers. Pure."""

from __future__ import annotations

import re

_CLOSERS = r"[\"'”’»)\]}]*(?:\[\d{1,3}\])*"
END = re.compile(rf"(?:\./\.|[.!?…]+){_CLOSERS}|[。！？]+[」』”’）]*")
_OPENERS = re.compile(r"[\"'“‘«(\[{*_\s\u200b\ufeff]*")
_LOOKBACK = 40
_INITIALS = re.compile(r"(?:\w\.)*[A-ZĐ]")  # Ý, Á and Ô are words
_WORD = re.compile(r"\w+")
_SECOND_WORD = re.compile(r"\w+ (\w)")
_DATE_SO_FAR = re.compile(r"(?<!\d)(?:\d{1,2}\. ?)?\d{1,2}$")
_DATE_TO_COME = re.compile(r"\d{1,2}\. ?\d{4}\b|\d{4}\b")
_NO_SYLLABLE = re.compile(r"[B-DF-HJ-NP-TV-XZĐ][b-df-hj-np-tv-xzđ]{1,3}")  # "Ng.", "Tr.": no word, without a vowel
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[IVX]{1,4}|[a-zđA-ZĐ])")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Titles and the like, before a name: never an end. Compared without case, but the text must write a capital.
_BEFORE_NAME = _words(
    """
    ths ts gs pgs tskh bs bsck bscki bsckii bsck1 bsck2 cki ckii ck1 ck2 ks kts ls ds ncs ths.bs lm gm tgm ht đđ đ.c ô
    tp tx tt trg nxb mr mrs ms dr prof rev messrs lt sgt capt col maj
    """
)
_SMALL_BEFORE_NAME = _words("tp tr đ/c vs cf")
_MONTHS = _words("jan feb mar apr jun jul aug sept sep oct nov dec")
_BEFORE_NUMBER = _MONTHS | _words(
    "no nos số tr p pp q đ t đt kp ql tl hl tdp vol ch sec art fig ver st điều khoản mục hình bảng"
)
# May end a sentence or not: the word that follows decides.
_EITHER = _MONTHS | _words(
    """
    jr sr inc ltd co corp bros st ave mt u.s u.k u.n a.m p.m i.e e.g et al hlv pv btv đd ttnd gđ pgđ tgđ ptgđ cn nv nsnd
    nsưt ngnd ngưt gov sen rep gen ph.d no vol
    """
)
# Bodies and places before their names ("ĐH. Bách khoa", "BV. Từ Dũ"), written in capitals: as above.
_BEFORE_ITS_NAME = _words(
    """
    đh đhqg hv cđ thpt thcs ptth ptdtnt bv bvđk ttyt pk ca vks tand tat nh ctcp cty tct htx dn kcn kcx kđt kdc kp ktx
    tt tttm bx clb đs lsq
    """
)
_NAMES_BEGIN = frozenset(("từ", "hai", "năm"))  # of what begins sentences: Từ Dũ, Hai Bà Trưng, Năm Căn
# What stands for a body where it is written with stops ("U.B.N.D.", "T.Ư."), and would be a name's initials otherwise.
_DOTTED = _words("ubnd hđnd mttq tnhh ctcp xhcn chxhcn tư tw hcm vn csgt pccc")
# Before a person's initials: "chị T.S." is somebody, "T.S. Lưu" a doctor.
_PERSONS = _words(
    """
    ông bà anh chị em cô chú bác cháu bé thầy cụ bạn nhân can cáo tượng phạm tên
    """
)
_PART = re.compile(r"[.\-–/&]")
_AGE = re.compile(r"\d{1,3}\s+tuổi|(?:19|20)\d\d\b|SN\b")
_MIDDLE_NAMES = frozenset(("Văn", "Thị"))
_PLACES = frozenset("QPHXT")  # quận, phường, huyện, xã, tỉnh or thành phố
_STARTERS = _words(
    """
    nó tuy trong theo đây đó khi sau trước từ với tại các những một hai đến vì do nếu để bên ngoài nhưng và còn cũng
    tên nơi ta dưới tổng gần hầu kể bởi phần bài việc sự cuộc loài cả mỗi mọi nhiều thời cuối đầu riêng như người
    ông bà anh chị cô hiện qua ngay xe cho trên ngày năm tháng mặc dù cùng nhiên đồng chúng tôi họ được bị có
    the a an in on at it he she they we i this that these those his her their its but and however when after
    """
)


def is_end(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether the full stop, question mark or ellipsis at `match` ends the sentence that began at `start`."""
    mark, stop = match.group(), match.end()
    if mark[0] in "。！？" or mark.startswith("./."):
        return True
    opened = _OPENERS.match(text, stop, end)
    following = opened.end() if opened else stop
    if following >= end:
        return False
    if not text[stop].isspace():
        return _missing_space(text, start, end, match)
    after = text[following]
    if after.islower() or after in ",;.:!?…)]}%/":
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    return not _is_abbreviation(text, start, match.start(), following, end)


def _missing_space(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """The typo "đó.Ông": a word, a full stop, and a capitalised word with nothing between."""
    before = _token_before(text, start, match.start())
    after = text[match.end() : min(end, match.end() + 2)]
    if len(after) < 2 or not (after[0].isupper() and after[1].islower()) or not before.isalpha():
        return False
    if before.islower():
        return len(before) > 1 and before not in _SMALL_BEFORE_NAME and match.group() in {".", "!", "?", ".”", '."'}
    return (
        len(before) > 2 and before.istitle() and before.lower() not in _BEFORE_NAME | _EITHER and match.group() == "."
    )


def _token_before(text: str, start: int, stop: int) -> str:
    """The characters from the last white space to the full stop, without opening brackets."""
    window = text[max(start, stop - _LOOKBACK) : stop]
    parts = window.split()
    return parts[-1].lstrip("\"'“‘«([{*_–—-") if parts and not window[-1].isspace() else ""


def _word_at(text: str, start: int, end: int) -> str:
    match = _WORD.match(text, start, end)
    return match.group().lower() if match and match.end() - start <= _LOOKBACK else ""


def _is_abbreviation(text: str, start: int, stop: int, following: int, end: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it: a title, an initial, or a list number."""
    token = _token_before(text, start, stop)
    low = token.lower()
    if _is_enumerator(text, start, stop, token) or low in _SMALL_BEFORE_NAME:
        return True
    before = _token_before(text, start, stop - len(token) - 1).lower() if token else ""
    if _INITIALS.fullmatch(token) and _is_told_apart(text, stop, following, token, before):
        return True
    if text[following].isdigit():
        return low in _BEFORE_NUMBER or _is_dotted_date(text, start, stop, following, end)
    word = _word_at(text, following, end)
    if low in _BEFORE_ITS_NAME and (token.isupper() or low == "cty"):
        return word not in _STARTERS or (word in _NAMES_BEGIN and _goes_on_in_capitals(text, following, end))
    return _is_title(token, before, word) or (word not in _STARTERS and _may_go_on(text, start, stop, token, word))


def _goes_on_in_capitals(text: str, following: int, end: int) -> bool:
    """Whether the second word from `following` on begins with a capital, as names of two words do."""
    second = _SECOND_WORD.match(text, following, end)
    return second is not None and second.group(1).isupper()


def _may_go_on(text: str, start: int, stop: int, token: str, word: str) -> bool:
    """Whether what may end a sentence or not doesn't, before a word that doesn't begin sentences as a rule."""
    low = token.lower()
    if low in _EITHER or ("." in low and low.replace(".", "") in _DOTTED):
        return token[0].isupper() or "." in token
    return _INITIALS.fullmatch(token) is not None and not _ends_in_a_letter(text, start, stop, token, word)


def _is_title(token: str, before: str, word: str) -> bool:
    """Whether it is a title before a name: "PGS.TS.", "PGS-TS.", and "T.S.", unless that is somebody's initials."""
    low = token.lower()
    if not token[:1].isupper():
        return False
    if low in _BEFORE_NAME or _PART.split(low)[-1] in _BEFORE_NAME or _NO_SYLLABLE.fullmatch(token):
        return True
    return low.replace(".", "") in _BEFORE_NAME and before not in _PERSONS and word not in _STARTERS


def _is_told_apart(text: str, stop: int, following: int, token: str, before: str) -> bool:
    """Whether the initials are explained by what follows: "P.V.T. (34 tuổi)", "bà K. (Giám đốc)", "N.T.H. 12 tuổi"."""
    if _AGE.match(text, following):
        return "(" in text[stop:following] or text[following].isdigit()
    return "(" in text[stop:following] and (len(token) > 1 or before in _PERSONS)


def _ends_in_a_letter(text: str, start: int, stop: int, letter: str, word: str) -> bool:
    """Whether capitals at the end aren't a name's initials: "vitamin C. Cần …", "chị N.T.H. Công an …"."""
    if word.isascii():
        return False  # perhaps a foreign name; Vietnamese ones begin with no initials
    before = _token_before(text, start, stop - len(letter) - 1)
    if len(letter) > 1 or before in _MIDDLE_NAMES:
        return True
    # "vitamin C.", "Nguyễn Đức M.": Vietnamese names have no initial between their parts
    return letter not in _PLACES and (before.islower() or (before.istitle() and not before.isascii()))


def _is_dotted_date(text: str, start: int, stop: int, following: int, end: int) -> bool:
    """Whether the full stop is one of those in "5. 10. 1990"."""
    so_far = _DATE_SO_FAR.search(text, max(start, stop - 7), stop)
    to_come = _DATE_TO_COME.match(text, following, end)
    return so_far is not None and to_come is not None and ("." in so_far.group()) != ("." in to_come.group())


def _is_enumerator(text: str, start: int, stop: int, token: str) -> bool:
    if not _ENUMERATOR.fullmatch(token):
        return False
    before = text[max(start, stop - len(token) - 3) : stop - len(token)].rstrip()
    return stop - len(token) <= start + 1 or not before or (before[-1] in ":;" and not token.isalpha())
