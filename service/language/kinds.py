"""Questions for more than one fact, by their form: comparisons and their two sides, summaries and their topic, lists.

Read without diacritics, so all typings are one. What is compared is taken from the parallel: the two sides begin with
the same word ("hầm A và hầm B"), are names, or are as long as each other. Of 9,679 questions that others asked of
single facts, 5 are taken for comparisons and 11 for summaries, most of which they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.analysis import fold

LONGEST_SIDE = 8
"""Words of one side of a comparison, at most: more are no name of a thing. By hand."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: the two sides as they were typed, and what is asked of each."""

    sides: tuple[str, str]
    questions: tuple[str, str]


_HOW = r"(?: (?:thi )?(?:the nao|ra sao|nhu the nao|lam sao))?"
_OF_TWO = r"(?:ai|ben nao|\w+(?: \w+)? nao)"
_MORE = {
    "vi": r"(?:nhieu|it|cao|thap|lon|nho|dai|ngan|dat|re|nang|nhe|som|muon|tre|nhanh|cham|rong|gia|tot|kem|xa|gan)"
    r"(?: \w+){0,5}? hon",
    "en": r"(?:more|less|fewer|better|worse|(?:high|low|larg|bigg|small|long|short|dear|cheap|old|young|great|fast|slow"
    r"|earli|lat|heavi|wid|strong|near|clos)er)",
}
_NO_FACT = (
    r"(?!.*\b(?:bao nhieu|may|gi|(?<!the )nao|(?<!ra )sao|what|vi sao|tai sao|khi nao|tang|giam|hon|chenh|why"
    r"|when|rise|rose|fall|fell|increas\w+|decreas\w+"
    r"|grow|grew|drop\w*|chang\w+|more|less|higher|lower)\b)"
)
"""Where "so với" only measures one fact: "tăng bao nhiêu so với năm 2023"."""

_FORMS = [
    re.compile(form)
    for form in (
        r"(?:hay )?(?:so sanh|doi chieu) (?P<l>.+?) (?:voi|va) (?P<r>.+)",
        rf"(?:giua )?(?P<l>.+?) so voi (?P<r>.+?),? (?P<p>{_OF_TWO} .*?{_MORE['vi']}.*)",
        rf"(?P<l>{_NO_FACT}.+?) so voi (?P<r>{_NO_FACT}.+?){_HOW}",
        r"(?:su )?khac (?:biet|nhau)(?: the nao| ra sao)? giua (?P<l>.+?) (?:va|voi) (?P<r>.+?)(?: la gi)?",
        rf"(?:giua )?(?P<l>.+?) (?:va|voi) (?P<r>.+?) (?:co gi )?khac nhau{_HOW}(?: o (?:diem|cho) nao| gi| khong)*",
        r"(?P<l>.+?) khac (?:gi )?(?:voi |so voi )?(?P<r>.+?) (?:the nao|o (?:diem|cho) nao|cho nao|ra sao)",
        rf"(?:giua )?(?P<l>.+?) (?:va|voi|hay|hoac) (?P<r>.+?),? (?P<p>{_OF_TWO} .*?{_MORE['vi']}.*)",
        rf"(?P<l>.+?) hay (?:la )?(?P<r>.+) (?P<p>{_MORE['vi']})",
        r"(?:please )?compare (?P<l>.+?) (?:and|with|to|against) (?P<r>.+)",
        rf"(?:which|who|what|where) (?P<p>.*?\b{_MORE['en']}\b.*?), (?P<l>.+?) or (?P<r>.+)",
        r"(?:what(?: is|'s| are) )?(?:the )?differences? between (?P<l>.+?) and (?P<r>.+)",
        r"how (?:do|does|did) (?P<l>.+?) compare (?:to|with) (?P<r>.+)",
        r"how (?:do|does|did) (?P<l>.+?) and (?P<r>.+?) (?:differ|compare)",
        rf"(?P<l>{_NO_FACT}.+?),? (?:(?:as )?compared (?:to|with)|versus|vs\.?) (?P<r>.+)",
    )
]
_ENGLISH = _FORMS[-6:]
_SHARED = re.compile(
    r" (?=(?:o|tai|trong|cua|ve|vao|nam|ngay|thang|quy|mua|vu|dot|hoi|khi|duoc|bi|co|gay|nhan|in|on|at|of|for|from"
    r"|during|by) )"
)
"""Where what both sides share begins, behind the second one: a place, a time, what happens to both."""

_ASKS_WHICH = re.compile(rf"^{_OF_TWO} (?:la |thi |co )?|(?: hon)+(?= |$)|^(?:is|was|are|were|did|does|got|had|has) ")
_POLITE = re.compile(r"^(?:hay|giup (?:toi|minh)|cho (?:toi|minh|em) (?:biet|hoi))(?: la)? |^(?:please|tell me) ")
_END = re.compile(r"[\s?.!]+$")


def read_comparison(question: str) -> Comparison | None:
    """The two sides of `question`, and what is asked of each; None if it compares nothing."""
    typed, text = _read(question)
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _compared(typed, text, match)
    return None


def _read(question: str) -> tuple[str, str]:
    """The question as it was typed, and folded, with the same offsets; empty where they can't have them."""
    typed = _END.sub("", " ".join(question.split()))
    text = fold(typed).lower()
    if polite := _POLITE.match(text):
        typed, text = typed[polite.end() :], text[polite.end() :]
    return (typed, text) if len(text) == len(typed) else ("", "")


def _compared(typed: str, text: str, match: re.Match[str]) -> Comparison | None:
    """The comparison of a form that matched; None if the sides can't be told."""
    left, right = match.span("l"), match.span("r")
    first = right[0] + len(text[right[0] : right[1]].split(" ", maxsplit=1)[0])
    shared = _SHARED.search(text, first, right[1])
    second = (right[0], shared.start() if shared else right[1])
    begin = _parallel(typed, text, left, second)
    one, two = typed[begin : left[1]].strip(" ,"), typed[slice(*second)].strip(" ,")
    if not one or not two or fold(one) == fold(two) or max(len(one.split()), len(two.split())) > LONGEST_SIDE:
        return None
    before, behind = typed[left[0] : begin].strip(), typed[second[1] : right[1]].strip()
    asked = _asked(typed, match)
    english = match.re in _ENGLISH
    much = _MUCH["en" if english else "bare" if typed == text else "vi"][bool(asked)] if _measures(text) else "{}?"
    of_both = [" ".join(part for part in (before, side, behind, asked) if part) for side in (one, two)]
    return Comparison((one, two), (much.format(of_both[0]), much.format(of_both[1])))


_MUCH = {
    "vi": ("{} là bao nhiêu?", "{} bao nhiêu?"),
    "bare": ("{} la bao nhieu?", "{} bao nhieu?"),
    "en": ("How much is {}?", "How much is it: {}?"),
}
"""What is compared is measured; the second where something is asked of the two ("dài bao nhiêu")."""


def _measures(text: str) -> bool:
    """Whether one is asked to be more than the other, rather than what tells them apart or what they do."""
    return not re.search(r"\b(?:khac|differ\w*|how (?:many|much|long|old|far|does|do|did))\b", text)


def _asked(typed: str, match: re.Match[str]) -> str:
    """What is asked of both sides, without the words that ask for one of them ("hầm nào dài hơn" → "dài")."""
    if not match.groupdict().get("p"):
        return ""
    start, end = match.span("p")
    words, folded = typed[start:end], match.group("p")
    for one in reversed(list(_ASKS_WHICH.finditer(folded))):
        words = words[: one.start()] + words[one.end() :]
    return " ".join(words.split())


def _parallel(typed: str, text: str, left: tuple[int, int], right: tuple[int, int]) -> int:
    """Where the first side begins in what stands before the second one."""
    words = [(left[0] + one.start(), one.group()) for one in re.finditer(r"\S+", text[slice(*left)])]
    other = text[slice(*right)].split()
    same = [at for at, word in words if word == other[0]]
    if same:
        return same[-1]
    if (named := _last_name(typed[slice(*left)])) is not None and typed[right[0]].isupper():
        return left[0] + named
    return words[-min(len(other), len(words))][0]


def _last_name(typed: str) -> int | None:
    """Where the name begins that a text ends in; None if it ends in none."""
    match = re.search(r"(?:(?<=\s)|^)(?:[^\W\d_a-z][\w’'.-]*(?:\s|$))+$", typed)
    return match.start() if match and match.group()[0].isupper() else None


_TOPICS = [
    re.compile(form)
    for form in (
        r"(?:ban )?(?:tom tat|tom luoc|tong hop|tong ket)(?: lai)?(?: ngan gon)?"
        r"(?: giup(?: toi| minh)?| cho(?: toi| minh)?)?"
        r"(?: noi dung)?(?: (?:ve|cua))?(?: (?P<t>.+?))?(?: giup (?:toi|minh)| (?:di|nhe|voi))?",
        r"(?:cho (?:toi|minh|em) )?(?:mot )?ban tom tat(?: ngan(?: gon)?)?(?: (?:ve|cua))? (?P<t>.+)",
        r"(?P<t>.+?)(?: la the nao)?,? (?:hay )?tom tat (?:giup|cho) (?:toi|minh|em)",
        r"(?:co )?(?:chuyen|dieu|viec) gi (?:da |dang |vua )?(?:xay ra|dien ra)(?: (?:voi|o|tai|cho|trong))?"
        r"(?: (?P<t>.+))?",
        r"(?P<t>bai(?: (?:bao|viet))?(?: .+?)?|noi dung (?:bai .+|chinh)) (?:noi|viet|ke) (?:ve )?"
        r"(?:cai |dieu |nhung )?gi",
        r"(?:noi dung|y) chinh(?: (?:cua|la gi))?(?: (?P<t>.+?))?(?: la gi)?",
        r"(?P<t>.+?) (?:co|co nhung) (?:gi|tin gi|dien bien gi|thong tin gi) moi",
        r"(?:(?:give me|write|i want) )?(?:an? )?(?:short |brief )?summar(?:y|ise|ize)(?: (?:of|for me))?"
        r"(?: (?P<t>.+))?",
        r"what (?:has |have |had )?(?:happened|is happening|happens|was happening)(?: (?:to|with|at|in))?"
        r"(?: (?P<t>.+))?",
        r"what(?: is|'s) (?P<t>(?:this|the) (?:article|story|news|report)(?: .+)?) about",
        r"what does (?P<t>(?:this|the) (?:article|story|report)(?: .+)?) say",
        r"what(?: is|'s) (?:new|the news) (?:about|with|at|on) (?P<t>.+)",
    )
]
_OF_ARTICLE = re.compile(
    r"^(?:noi dung )?(?:cac |nhung )?(?:bai(?: (?:bao|viet|phong van))?|ban tin"
    r"|(?:the |this |that )?(?:article|story|news|report|interview))"
    r"(?: (?:nay|do|tren|ay|kia))?(?: (?:noi |viet )?ve| (?:about|on))?(?: |$)|^(?:the|tinh hinh|su viec|chuyen) "
)
"""Words before a topic that say only that an article is meant."""

_CONDITION = re.compile(
    r"(?:^| )(?:khi|neu|luc|when|if|after|sau khi) |^(?:(?:in|on|vao|hoi|ngay|thang|nam|month|hom nay|today|\d[\d/-]*"
    r"|january|february|march|april|may|june|july|august|september|october|november|december) ?)+$"
)
"""What happens under a condition is one fact; and a date alone is no topic."""

_POINTING = frozenset(
    ["nay", "do", "tren", "ay", "kia", "no", "it", "this", "that", "chuyen nay", "viec nay", "vu nay"]
)


def read_summary(question: str) -> str | None:
    """The topic that a summary is asked of, as it was typed: empty if it's what was just spoken of; None for others."""
    typed, text = _read(question)
    for form in _TOPICS:
        if text and (match := form.fullmatch(text)):
            start, end = match.span("t")
            if start < 0:
                return ""
            lead = _OF_ARTICLE.match(text[start:end])
            topic = typed[start + (lead.end() if lead else 0) : end].strip()
            if _CONDITION.search(fold(topic).lower()):
                return None
            return "" if fold(topic).lower() in _POINTING else topic
    return None


_PLURAL = r"(?:people|men|women|children|(?!is |was |does |has |news |this )[a-z]{2,}(?<!s)s)"
_VERB = r"(?:duoc|bi|da|dang|se|trong|cua|o|tai|co|gay|ma|tham|lam|nhan|dong|tu|theo|lien)"
_LISTS = [
    re.compile(form)
    for form in (
        r"(?:co )?(?:nhung|cac) (?P<n>ai)(?: (?P<p>.+))?",
        r"(?:co )?(?:nhung|cac) (?P<n>\w+(?: \w+){0,3}?) nao(?: (?P<p>.+))?",
        r"(?:hay )?(?:liet ke|ke ten|ke ra|neu ten)(?: (?:tat ca|nhung|cac|ten|danh sach))* (?!mot )"
        rf"(?:(?:cay|vi|chiec|ngoi|con) )?(?P<n>\w+(?: (?!{_VERB} )\w+)?)(?: (?P<p>.+))?",
        rf"(?:please )?(?:list|name) (?:(?:all|the|every) )*(?P<n>(?:[a-z-]+ )?{_PLURAL})(?: (?P<p>.+))?",
        rf"(?:which|what) (?P<n>(?:(?!of |is |was |are |were |does |did |do )[a-z-]+ )?{_PLURAL})"
        r" (?!the |that |a |an |to |is |was |has )(?P<p>[a-z].*)",
    )
]
_MENTIONED = re.compile(
    r"(?:co )?(?:duoc )?(?:nhac|de cap|neu|xuat hien|noi)(?: ten)?(?: (?:den|toi|trong.*|o.*|ra))*|trong (?:cac )?bai.*"
    r"|(?:that )?(?:are|were|is) (?:mentioned|named|there).*|mentioned.*|in the (?:articles?|news)"
)


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What all of a kind are asked for.

    Attributes:
        noun: what they are, as it was typed ("thẩm phán"); "ai" where people are.
        asked: the question as one for what they do, where it was an order.
        mentioned: whether nothing is said of them but that they are mentioned.
    """

    noun: str
    asked: str
    mentioned: bool


def read_list(question: str) -> ListQuestion | None:
    """What is asked of all of a kind ("Những đơn vị nào …?", "Which provinces …?"); None for other questions."""
    typed, text = _read(question)
    for form in _LISTS:
        if match := form.fullmatch(text):
            noun = typed[slice(*match.span("n"))]
            said = match.group("p") or ""
            ordered = re.match(r"(?:hay )?(?:liet|ke|neu)", text) is not None
            which = "" if not ordered else " nao " if typed == text else " nào "
            asked = f"{noun}{which}{typed[slice(*match.span('p'))] if said else ''}".strip() if ordered else typed
            return ListQuestion(noun, asked, not said or _MENTIONED.fullmatch(said) is not None)
    return None
