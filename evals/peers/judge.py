"""The one yardstick for all systems, by the gold strings of the case files. Pure.

Of what a reply points to, the first three count, as in `evals.scorers.budget`; a passage counts whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.peers.replies import Cited, Reply
from evals.scorers.budget import MARKER, QUOTES
from evals.scorers.text import holds
from evals.suites.cases import Case

REFUSING = re.compile(
    r"can(?:no|'|’)t (?:find|answer|determine|provide|assist|help)|could ?n[o']t find|(?:un)?able to (?:find|answer)"
    r"|(?:do|does|did) ?n[o']t (?:provide|contain|mention|include|specify|address|have|say|answer|directly)"
    r"|(?:no|not enough|insufficient) (?:specific |relevant |direct )?(?:information|answer|mention|source)"
    r"|not (?:mentioned|provided|specified|stated|available|helpful|found|given|included)"
    r"|none of the (?:provided |given )?(?:sources|passages)"
    r"|không (?:tìm thấy|tìm được|thể (?:tìm|trả lời|xác định)|trả lời được|có (?:thông tin|câu trả lời|đoạn)"
    r"|đủ thông tin|được (?:đề cập|nêu|nhắc|nói|cung cấp|ghi|chỉ)|đề cập|nêu|nhắc|cung cấp|cho biết|nói (?:rõ|đến|về))"
    r"|chưa (?:có thông tin|được (?:đề cập|nêu|công bố)|nêu|rõ)",
    re.IGNORECASE,
)
"""Words with which any system says that it has no answer; what an answer says of its subject may hit too, rarely."""

SPOKEN = re.compile(r"“([^”]+)”|«([^»]+)»|\"([^\"]+)\"")
LEAST = 3
"""Words from which something between quotation marks is a quote and no name."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reply is worth. None: can't be said of this question or reply.

    Attributes:
        right: the gold is in the answer's words or in what it points to.
        said: the gold is in the answer's own words.
        cited: it points to a stretch that holds the gold, in the gold's article.
        refused: it gives no answer.
        quotes, verbatim: how many quotes it shows, and how many stand in a corpus' article letter for letter.
    """

    right: bool | None
    said: bool | None
    cited: bool | None
    refused: bool
    quotes: int
    verbatim: int


def judge(case: Case, reply: Reply, texts: Mapping[str, str]) -> Verdict:
    """The verdict on a reply; `texts` are the corpus' articles."""
    refused = refuses(reply)
    pointed = reply.cited[:QUOTES]
    quotes = quotes_of(reply)
    verbatim = sum(stands(one, texts) for one in quotes)
    if not case.answerable:
        return Verdict(None, None, None, refused, len(quotes), verbatim)
    said = not refused and _said(case, reply.text)
    right = not refused and all(
        any(_in_words(reply.text, string) or any(holds(one.text, string) for one in pointed) for string in group)
        for group in case.expected
    )
    return Verdict(right, said, not refused and _cites(case, pointed), refused, len(quotes), verbatim)


def refuses(reply: Reply) -> bool:
    """Whether a reply gives no answer: the system says so, there are no words, or they say so."""
    return reply.refused or not reply.text.strip() or REFUSING.search(reply.text) is not None


def _said(case: Case, text: str) -> bool:
    return all(any(_in_words(text, string) for string in group) for group in case.expected)


def _in_words(text: str, string: str) -> bool:
    # What is written about people and places may leave their accents out, as English does.
    return holds(MARKER.sub(" ", text), string, folded=True)


def _cites(case: Case, pointed: Sequence[Cited]) -> bool:
    """Whether each needed piece of gold stands in something that is pointed to, of the gold's own article."""
    return all(
        any(one.article_id == gold.article_id and (gold.quote or "") in one.text for one in pointed for gold in piece)
        for piece in case.pieces
    )


def quotes_of(reply: Reply) -> list[Cited]:
    """What a reply shows as quotes: those of a system that quotes, else what stands between quotation marks."""
    if reply.quoted:
        return list(reply.quoted)
    found = ["".join(groups) for groups in SPOKEN.findall(reply.text)]
    return [Cited(article_id="", text=one) for one in found if len(one.split()) >= LEAST]


def stands(quote: Cited, texts: Mapping[str, str]) -> bool:
    """Whether a quote stands letter for letter in its article, or in any where none is named."""
    named = [texts.get(quote.article_id, "")] if quote.article_id else list(texts.values())
    return any(quote.text in text for text in named)
