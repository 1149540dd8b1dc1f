"""Why a question is refused, as a reason of the wire and a sentence in the question's language. Pure.

Only what the texts themselves show is said: a name or number that stands nowhere, articles with few of the words
asked for.
Whatever else speaks against an answer counts in the confidence, and is no reason to give: of wrong refusals over news
that nobody here wrote, every second one had a false one. The reason of the wire is for programs, and says what spoke.
"""

from __future__ import annotations

import re

from ingest.analysis import fold
from service.answerability.evidence import Evidence
from service.answerability.findings import Findings
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.question import WordKind
from service.language.text import side_by_side, words_of_all
from service.quoting.types import Retrieval
from service.values import below
from trichdan.wire import Reason

FAR = 0.4
"""Articles that all hold less than this share of the question's words hold few of them, and that is all that is said:
that they are about something else was false of 6 of 151 answerable questions that were refused over invented news."""

_WORD = re.compile(r"\w+")
_TYPED = re.compile(r"[^\s,;:?!“”\"()]+")

NOTHING_LEFT = {"vi": "Bộ lọc không để lại bài báo nào.", "en": "The filters leave no article."}

# None that articles hold few of an English question's words: of those that the dictionary lacks nobody knows.
_SENTENCES = {
    "vi": {
        "name": "Không đoạn nào nhắc đến {what}.",
        "number": "Các đoạn gần nhất không nói đến {what}.",
        "far": "Các đoạn gần nhất có ít từ của câu hỏi.",
        "asked": "Bài gần nhất cũng nêu câu hỏi này, mà không kèm câu trả lời.",
        "counterpart": "Các bài tìm được nói đến cấp phó hoặc cấp trưởng, không nói đến chức vụ được hỏi.",
        "unnamed": "Các bài tìm được chỉ nói đến “{what}”, không nêu tên.",
        "unsure": "Các đoạn gần nhất không đủ để trả lời chắc chắn.",
    },
    "en": {
        "name": "No passage names {what}.",
        "number": "The nearest passages do not mention {what}.",
        "asked": "The nearest article asks this itself, and gives no answer.",
        "counterpart": "The articles found tell of the deputy or the chief, not of the office asked about.",
        "unnamed": "The articles found speak of “{what}” without a name.",
        "unsure": "The nearest passages are not enough to answer surely.",
    },
}


def explain(evidence: Evidence, found: Findings) -> tuple[Reason, str]:
    """The reason and the sentence. What is said to be missing is missing from every passage that was retrieved."""
    question = evidence.question
    say = _SENTENCES[question.language.code]
    lost = dict.fromkeys(as_typed(one, question.typed) for one in found.told_names or found.told_numbers)
    held = [question.share_told(text) for text in evidence.texts.values()]
    few = all(one is not None and one < FAR for one in held)
    said = "asked" if found.only_asked else "counterpart" if found.counterpart else "far" if few else "unsure"
    sentence = say.get(said, say["unsure"])
    if found.unnamed:
        sentence = say["unnamed"].format(what=found.unnamed)
    if lost:
        sentence = say["name" if found.told_names else "number"].format(what=", ".join(lost))
    if found.names or found.told_numbers:
        return Reason.INSUFFICIENT_EVIDENCE, sentence
    return Reason.NO_EVIDENCE if few else Reason.LOW_CONFIDENCE, sentence


def as_typed(lost: str, question: str) -> str:
    """What was lost as it stands in the question: without diacritics that were restored, with all of "25/2"."""
    words, wanted = list(_WORD.finditer(question)), [fold(word) for word in _WORD.findall(lost)]
    at = next(side_by_side(wanted, [fold(word.group()) for word in words]), None)
    if at is None:
        return lost
    start, end = words[at].start(), words[at + len(wanted) - 1].end()
    around = next(one for one in _TYPED.finditer(question) if one.start() <= start < one.end())
    return question[start:end] if " " in lost else around.group().rstrip(".")


def not_in_passages(retrieval: Retrieval) -> tuple[str, ...]:
    """The words that no passage has. Of an English question: names, numbers, and what the dictionary can render."""
    texts = [below(one.article.title or "", one.passage.text) for one in retrieval.passages]
    if not texts:
        return ()
    known = words_of_all(texts)
    question = retrieval.question
    if question.language is not Language.ENGLISH:
        return tuple(dict.fromkeys(one.text for one in question.content if one.folded not in known))
    spelling = [spelt(text) for text in texts]
    rendered = {term.words: any(map(term.held, spelling)) for term in render(question.typed)}
    translated = {word for term in rendered for word in term.split()}
    named = [
        one.text
        for one in question.content
        # Plain English words stand in no Vietnamese passage, so that is no news.
        if one.kind is not WordKind.WORD and one.text.lower() not in translated and one.folded not in known
    ]
    untold = (term for term, held in rendered.items() if not held and not known.issuperset(map(fold, term.split())))
    return (*dict.fromkeys(named), *untold)
