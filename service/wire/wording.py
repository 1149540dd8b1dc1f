"""The service's own sentences, in the language of the question."""

from __future__ import annotations

from trichdan.wire import Reason

# That an answer isn't in the articles is never said: of refusals some are wrong, and then it would be false.
_REFUSALS = {
    "vi": {
        Reason.EMPTY_INDEX: "Chưa có bài báo nào để tra cứu.",
        Reason.NO_EVIDENCE: "Không tìm được câu trả lời trong các bài báo này.",
        Reason.LOW_CONFIDENCE: "Không tìm được câu trả lời đủ chắc chắn trong các bài báo này.",
        Reason.INSUFFICIENT_EVIDENCE: "Không tìm được câu trả lời đủ chắc chắn trong các bài báo này.",
        Reason.CITATION_FAILED: "Không thể trả lời: không câu trả lời nào được trích dẫn đúng từ các bài báo.",
    },
    "en": {
        Reason.EMPTY_INDEX: "There are no articles to search yet.",
        Reason.NO_EVIDENCE: "No answer was found in these articles.",
        Reason.LOW_CONFIDENCE: "No answer that is sure enough was found in these articles.",
        Reason.INSUFFICIENT_EVIDENCE: "No answer that is sure enough was found in these articles.",
        Reason.CITATION_FAILED: "No answer can be given: none could be quoted from the articles.",
    },
}


def refusal(reason: Reason, language: str) -> str:
    """The answer that says there is none, and why. `language` is `vi` or `en`."""
    return _REFUSALS["vi" if language == "vi" else "en"][reason]
