"""Replies to what asks nothing of the articles (`intents` tells it). They cite nothing, since they claim nothing."""

from __future__ import annotations

from collections.abc import Callable

from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.answering.intents import SMALL_TALK
from service.answering.types import Reply
from service.language.detection import detect_language
from service.language.intents import Intent, SmallTalk, leading
from service.values import Draft
from trichdan.wire import Kind, Reason

_REPLIES = {
    "vi": {
        SmallTalk.GREETING: "Chào bạn! Bạn muốn hỏi gì về các bài báo?",
        SmallTalk.THANKS: "Không có gì. Bạn cứ hỏi tiếp về các bài báo.",
        SmallTalk.GOODBYE: "Tạm biệt bạn!",
        SmallTalk.ABOUT: "Tôi trả lời câu hỏi về các bài báo đã được nạp, và trích nguyên văn chỗ trả lời. "
        "Bạn có thể hỏi về nội dung (“Ai chủ trì hội nghị?”) hay về các bài (“Có bao nhiêu bài tháng 9?”).",
        SmallTalk.REACTION: "Vâng. Bạn cứ hỏi tiếp về các bài báo.",
        SmallTalk.COMPLAINT: "Tôi chỉ biết những gì các bài báo viết; bạn thử hỏi lại cách khác nhé.",
    },
    "en": {
        SmallTalk.GREETING: "Hello! What would you like to know about the articles?",
        SmallTalk.THANKS: "You're welcome. Ask on about the articles.",
        SmallTalk.GOODBYE: "Goodbye!",
        SmallTalk.ABOUT: "I answer questions about the articles that were loaded, and quote the place that answers. "
        "Ask about what they say (“Who chaired the meeting?”) or about them (“How many are from September?”).",
        SmallTalk.REACTION: "All right. Ask on about the articles.",
        SmallTalk.COMPLAINT: "I know only what the articles say; please try asking in another way.",
    },
}

NOTHING_ASKED = Assessment(0.0, Reason.NO_EVIDENCE)
"""Nothing answers, since nothing was asked."""

LEAD_WORDS = 5
"""Most words of small talk that a question begins with: none of 42 by people has more, and longer ones cost time."""


def reply(intent: Intent) -> Reply:
    """The reply to a message that is `SmallTalk`."""
    language = detect_language(intent.message)
    # No citations, since nothing of the articles is claimed; `answered` is false then, as the contract ties both.
    said = _REPLIES[language.code][SmallTalk(intent.kind)]
    return Reply(Composed(Draft(()), kind=Kind.SMALL_TALK, said=said), NOTHING_ASKED, language)


def without_small_talk(message: str, kind: Callable[[str], str]) -> str:
    """The message without the small talk that it begins with ("Cảm ơn. Thế còn …?"); `kind` tells what that is."""
    while (lead := leading(message)) and len(lead.split()) <= LEAD_WORDS and kind(lead.strip()) in SMALL_TALK:
        message = message[len(lead) :]
    return message
