"""Why a question is refused, as a reason of the wire and a sentence in the question's language. Pure."""

from __future__ import annotations

from service.answerability.evidence import Evidence, holds_kind, whole
from service.answerability.objections import Lack, Objection, absent_names
from service.language.asking import Expects
from service.quoting.types import Retrieval
from trichdan.wire import Reason

FAR = 0.4
"""Below this share of the threshold nothing found is even about the question."""

NOTHING_LEFT = {"vi": "Bộ lọc không để lại bài báo nào.", "en": "The filters leave no article."}

_SENTENCES = {
    "vi": {
        Lack.NAME: "Không đoạn nào nhắc đến {what}.",
        Lack.NUMBER: "Các đoạn gần nhất không nói đến {what}.",
        Lack.OFFICE: "Các đoạn tìm được chỉ nói người giữ chức vụ ấy ở nơi khác, không phải {what}.",
        Lack.COUNTED: "Câu hỏi hỏi một con số; không có con số nào đi với “{what}”.",
        Expects.NUMBER: "Câu hỏi hỏi một con số; đoạn gần nhất không có con số nào.",
        Expects.DATE: "Câu hỏi hỏi thời gian; đoạn gần nhất không nêu thời gian nào.",
        Expects.PERSON: "Câu hỏi hỏi về một người; đoạn gần nhất không nêu tên ai.",
        Expects.PLACE: "Câu hỏi hỏi một địa điểm; đoạn gần nhất không nêu địa điểm nào.",
        Lack.FACT: "Không đoạn nào nêu loại thông tin được hỏi.",
        "far": "Không đoạn nào nói về điều được hỏi.",
        "unsure": "Các đoạn gần nhất cùng chủ đề, nhưng không chắc trả lời câu hỏi.",
    },
    "en": {
        Lack.NAME: "No passage names {what}.",
        Lack.NUMBER: "The nearest passages do not mention {what}.",
        Lack.OFFICE: "The passages name who holds that office elsewhere, not in {what}.",
        Lack.COUNTED: "It asks for a number; no number belongs to “{what}”.",
        Expects.NUMBER: "It asks for a number; the nearest passage gives none.",
        Expects.DATE: "It asks for a time; the nearest passage gives none.",
        Expects.PERSON: "It asks for a person; the nearest passage names none.",
        Expects.PLACE: "It asks for a place; the nearest passage names none.",
        Lack.FACT: "No passage gives the kind of fact that is asked for.",
        "far": "No passage is about what was asked.",
        "unsure": "The nearest passages are on the topic, but may not answer the question.",
    },
}


def explain(
    retrieval: Retrieval, seen: Evidence, objected: Objection | None, confidence: float, threshold: float
) -> tuple[Reason, str]:
    """The reason and the sentence. What is said to be missing is missing from every passage that was retrieved."""
    say = _SENTENCES[retrieval.language.code]
    if objected is not None:
        return Reason.INSUFFICIENT_EVIDENCE, say[objected.lack].format(what=objected.what)
    names = absent_names(retrieval, seen, [whole(one.article) for one in retrieval.passages])
    if names:
        return Reason.NO_EVIDENCE, say[Lack.NAME].format(what=", ".join(names))
    if confidence < FAR * threshold:
        return Reason.NO_EVIDENCE, say["far"]
    if not holds_kind(seen.asking.expects, seen.sentence):
        return Reason.INSUFFICIENT_EVIDENCE, say[seen.asking.expects]
    return Reason.LOW_CONFIDENCE, say["unsure"]
