"""Why a question is refused, as a reason of the wire and a sentence in the question's language. Pure."""

from __future__ import annotations

from service.answerability_evidence import folded_words, holds, missing_names, missing_numbers
from service.answerability_features import Evidence, best_cover
from service.answerability_question import Expects, Word
from service.retrieval.types import Language, Retrieval
from service.schemas import Reason

FAR = 0.4
"""Below this share of the threshold nothing found is even about the question."""

COVERED = 0.45
"""A name of an English question that something covers so well may stand there in Vietnamese."""

_SENTENCES = {
    "vi": {
        "name": "Không đoạn nào nhắc đến {what}.",
        "number": "Các đoạn gần nhất không nói đến {what}.",
        "counted": "Câu hỏi hỏi một con số; không có con số nào đi với “{what}”.",
        Expects.NUMBER: "Câu hỏi hỏi một con số; đoạn gần nhất không có con số nào.",
        Expects.DATE: "Câu hỏi hỏi thời gian; đoạn gần nhất không nêu thời gian nào.",
        Expects.PERSON: "Câu hỏi hỏi về một người; đoạn gần nhất không nêu tên ai.",
        Expects.PLACE: "Câu hỏi hỏi một địa điểm; đoạn gần nhất không nêu địa điểm nào.",
        "far": "Không đoạn nào nói về điều được hỏi.",
        "unsure": "Các đoạn gần nhất cùng chủ đề, nhưng không chắc trả lời câu hỏi.",
    },
    "en": {
        "name": "No passage names {what}.",
        "number": "The nearest passages do not mention {what}.",
        "counted": "It asks for a number; no number belongs to “{what}”.",
        Expects.NUMBER: "It asks for a number; the nearest passage gives none.",
        Expects.DATE: "It asks for a time; the nearest passage gives none.",
        Expects.PERSON: "It asks for a person; the nearest passage names none.",
        Expects.PLACE: "It asks for a place; the nearest passage names none.",
        "far": "No passage is about what was asked.",
        "unsure": "The nearest passages are on the topic, but may not answer the question.",
    },
}


def explain(retrieval: Retrieval, seen: Evidence, confidence: float, threshold: float) -> tuple[Reason, str]:
    """The reason and the sentence. What is said to be missing is missing from every passage that was retrieved."""
    say = _SENTENCES[retrieval.language.code]
    texts = [f"{one.article.title or ''} {one.article.text}" for one in retrieval.passages]
    known = frozenset().union(*map(folded_words, texts))
    far = confidence < FAR * threshold
    names = [_spelt(run) for run in missing_names(seen.asking, known) if _sure(retrieval, run)]
    if names:
        what = ", ".join(names)
        return (Reason.NO_EVIDENCE if far else Reason.INSUFFICIENT_EVIDENCE), say["name"].format(what=what)
    numbers = missing_numbers(seen.asking, " ".join(texts))
    if numbers and not far:
        return Reason.INSUFFICIENT_EVIDENCE, say["number"].format(what=", ".join(numbers))
    if far:
        return Reason.NO_EVIDENCE, say["far"]
    expects = seen.asking.expects
    if not holds(expects, seen.sentence):
        if expects is Expects.NUMBER and seen.asking.counted:
            return Reason.INSUFFICIENT_EVIDENCE, say["counted"].format(what=seen.asking.counted)
        return Reason.INSUFFICIENT_EVIDENCE, say[expects]
    return Reason.LOW_CONFIDENCE, say["unsure"]


def _spelt(run: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in run)


def _sure(retrieval: Retrieval, run: tuple[Word, ...]) -> bool:
    """Whether a missing name may be called so: neither an abbreviation, nor perhaps translated."""
    if all(len(word.text) < 4 for word in run):
        return False
    if retrieval.language is not Language.ENGLISH:
        return True
    return all(best_cover(retrieval, word.start, word.end) < COVERED for word in run)
