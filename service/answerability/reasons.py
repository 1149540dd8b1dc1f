"""Why a question is refused, as a reason of the wire and a sentence in the question's language. Pure.

Only what the texts themselves show is said: a name or number that stands nowhere, articles with few of the words
asked for.
Whatever else speaks against an answer counts in the confidence, and is no reason to give: of wrong refusals over news
that nobody here wrote, every second one had a false one. The reason of the wire is for programs, and says what spoke.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.answerability.evidence import Evidence, as_typed, exact_values_missing, share_told
from service.answerability.lacks import Lacking, may_be_told
from trichdan.wire import Reason

FAR = 0.4
"""Articles that all hold less than this share of the question's words hold few of them, and that is all that is said:
that they are about something else was false of 6 of 151 answerable questions that were refused over invented news."""

NOTHING_LEFT = {"vi": "Bộ lọc không để lại bài báo nào.", "en": "The filters leave no article."}

# None that articles hold few of an English question's words: of those that the dictionary lacks nobody knows.
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
        "unsure": "The nearest passages are not enough to answer surely.",
    },
}


def explain(evidence: Evidence, lacks: Lacking) -> tuple[Reason, str]:
    """The reason and the sentence. What is said to be missing is missing from every passage that was retrieved."""
    lost = exact_values_missing(evidence.question, evidence.missing_numbers, evidence.texts)
    few = max(_share_held(evidence, text) for text in evidence.texts) < FAR
    sentence = _sentence(evidence, _told_names(evidence, lacks), lost, few)
    if lacks.names or lost:
        return Reason.INSUFFICIENT_EVIDENCE, sentence
    return Reason.NO_EVIDENCE if few else Reason.LOW_CONFIDENCE, sentence


def _sentence(evidence: Evidence, names: Sequence[str], numbers: Sequence[str], few: bool) -> str:
    """What is surely so of the texts: of what else speaks against an answer nothing is said."""
    say, typed = _SENTENCES[evidence.language.code], evidence.retrieval.question
    if names or numbers:
        lost = dict.fromkeys(as_typed(one, typed) for one in names or numbers)
        return say["name" if names else "number"].format(what=", ".join(lost))
    return say.get("far", say["unsure"]) if few else say["unsure"]


def _told_names(evidence: Evidence, lacks: Lacking) -> list[str]:
    names = [run for run in lacks.names if may_be_told(run, evidence.asking, evidence.question, evidence.language)]
    return [" ".join(word.text for word in run) for run in names]


def _share_held(evidence: Evidence, text: str) -> float:
    """The share of the question's words that a text holds; 1 where that can't be told."""
    told = share_told(evidence.retrieval.question, evidence.asking, evidence.language, text)
    return 1.0 if told is None else told
