"""The service's own sentences, in the language of the question."""

from __future__ import annotations

from trichdan.wire import Reason

# Of refusals some are wrong: what is said has to be true of those as well.
_REFUSALS = {
    "vi": {
        Reason.EMPTY_INDEX: "Chưa có bài báo nào để tra cứu.",
        Reason.NO_EVIDENCE: "Không có trong các bài báo này, hoặc không đủ chắc chắn để trả lời.",
        Reason.LOW_CONFIDENCE: "Không có trong các bài báo này, hoặc không đủ chắc chắn để trả lời.",
        Reason.INSUFFICIENT_EVIDENCE: "Không có trong các bài báo này, hoặc không đủ chắc chắn để trả lời.",
        Reason.CITATION_FAILED: "Không thể trả lời: không câu trả lời nào được trích dẫn đúng từ các bài báo.",
    },
    "en": {
        Reason.EMPTY_INDEX: "There are no articles to search yet.",
        Reason.NO_EVIDENCE: "Not in these articles, or not surely enough to answer.",
        Reason.LOW_CONFIDENCE: "Not in these articles, or not surely enough to answer.",
        Reason.INSUFFICIENT_EVIDENCE: "Not in these articles, or not surely enough to answer.",
        Reason.CITATION_FAILED: "No answer can be given: none could be quoted from the articles.",
    },
}


_UNCERTAIN = {
    "vi": "Những gì được trích gần với câu hỏi, nhưng chưa chắc là câu trả lời.",
    "en": "What is quoted is near the question, but may not answer it.",
}


def refusal(reason: Reason, language: str) -> str:
    """The answer that says there is none, and why. `language` is `vi` or `en`."""
    return _REFUSALS["vi" if language == "vi" else "en"][reason]


def uncertain(language: str) -> str:
    """What is said of quotes that may be no answer. `language` is `vi` or `en`."""
    return _UNCERTAIN["vi" if language == "vi" else "en"]
