"""Why a question is refused, as a reason of the wire and a sentence in the question's language. Pure.

Only what the texts themselves show is said: a name or number that stands nowhere, articles with few of the words
asked for.
Whatever else speaks against an answer counts in the confidence, and is no reason to give: of wrong refusals over news
that nobody here wrote, every second one had a false one.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.answerability.evidence import Evidence, share_told, values_missing
from service.answerability.lacks import Lacking
from service.language.figure_reading import figures_and_days
from service.language.periods import months_named
from trichdan.wire import Reason

FAR = 0.4
"""Articles that all hold less than this share of the question's words hold few of them, and that is all that is said:
that they are about something else was false of 6 of 151 answerable questions that were refused over invented news."""

NOTHING_LEFT = {"vi": "Bộ lọc không để lại bài báo nào.", "en": "The filters leave no article."}

_SENTENCES = {
    "vi": {
        "name": "Không đoạn nào nhắc đến {what}.",
        "number": "Các đoạn gần nhất không nói đến {what}.",
        "far": "Các đoạn gần nhất có ít từ của câu hỏi.",
        "unsure": "Các đoạn gần nhất không đủ để trả lời chắc chắn.",
    },
    "en": {
        "name": "No passage names {what}.",
        "number": "The nearest passages do not mention {what}.",
        "far": "The nearest passages hold few of the words that were asked for.",
        "unsure": "The nearest passages are not enough to answer surely.",
    },
}


def explain(evidence: Evidence, lacks: Lacking) -> tuple[Reason, str]:
    """The reason and the sentence. What is said to be missing is missing from every passage that was retrieved."""
    say = _SENTENCES[evidence.language.code]
    if lacks.names:
        return Reason.INSUFFICIENT_EVIDENCE, say["name"].format(what=", ".join(lacks.names))
    texts = evidence.texts
    lost = _missing_months(evidence.retrieval.question, texts) or values_missing(evidence.missing_numbers, texts)
    if lost:
        return Reason.INSUFFICIENT_EVIDENCE, say["number"].format(what=", ".join(lost))
    if max(_share_held(evidence, text) for text in texts) < FAR:
        return Reason.NO_EVIDENCE, say["far"]
    return Reason.LOW_CONFIDENCE, say["unsure"]


def _missing_months(question: str, texts: Sequence[str]) -> list[str]:
    """The months of the question that no text has, in whichever way of writing."""
    asked = months_named(question)
    known = {day.month for text in texts for day in figures_and_days(text)[1]} if asked else set()
    return [typed for typed, month in asked.items() if month not in known]


def _share_held(evidence: Evidence, text: str) -> float:
    """The share of the question's words that a text holds; 1 where that can't be told."""
    told = share_told(evidence.retrieval.question, evidence.asking, evidence.language, text)
    return 1.0 if told is None else told
