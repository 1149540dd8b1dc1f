"""Replies to what asks nothing of the articles. They cite nothing, since they claim nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.language.courtesies import Courtesy, read_courtesy
from service.language.languages import Language
from service.values import Draft
from trichdan.wire import Kind, Message, Reason

_REPLIES = {
    "vi": {
        Courtesy.GREETING: "Chào bạn! Bạn muốn hỏi gì về các bài báo?",
        Courtesy.THANKS: "Không có gì. Bạn cứ hỏi tiếp về các bài báo.",
        Courtesy.GOODBYE: "Tạm biệt bạn!",
        Courtesy.ABOUT: "Tôi trả lời câu hỏi về các bài báo đã được nạp, và trích nguyên văn chỗ trả lời. "
        "Bạn có thể hỏi về nội dung (“Ai chủ trì hội nghị?”) hay về các bài (“Có bao nhiêu bài tháng 9?”).",
    },
    "en": {
        Courtesy.GREETING: "Hello! What would you like to know about the articles?",
        Courtesy.THANKS: "You're welcome. Ask on about the articles.",
        Courtesy.GOODBYE: "Goodbye!",
        Courtesy.ABOUT: "I answer questions about the articles that were loaded, and quote the place that answers. "
        "Ask about what they say (“Who chaired the meeting?”) or about them (“How many are from September?”).",
    },
}

NOTHING_ASKED = Assessment(0.0, Reason.NO_EVIDENCE)
"""Nothing was looked up, so nothing answers."""


def small_talk(question: str, history: Sequence[Message]) -> tuple[Composed, Language] | None:
    """The reply to a message that asks nothing, and its language; None where it's a question."""
    phrase = read_courtesy(question, opening=not history)
    if phrase is None:
        return None
    # No citations, since nothing of the articles is claimed; `answered` is false then, as the contract ties both.
    reply = Composed(Draft(()), kind=Kind.SMALL_TALK, said=_REPLIES[phrase.language][phrase.courtesy])
    return reply, Language.ENGLISH if phrase.language == "en" else Language.VIETNAMESE
