"""Replies to what asks nothing of the articles. They cite nothing, since they claim nothing.

Phrases that everybody uses are known by their words (`language/courtesies`); any other message is told by a regression
over its vector, fitted on what two writers typed (`python -m evals.fitting.small_talk`). It is asked behind the
search: a message that something answers has to be small talk much more surely than one that nothing answers.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embedding.base import Embedder, Floats
from service.answerability.assess import Assessment
from service.answering.choose import Composed
from service.language.courtesies import Courtesy, read_courtesy
from service.language.detection import detect_language
from service.language.languages import Language
from service.measured import is_of
from service.values import Draft
from trichdan.wire import Kind, Message, Reason

MODEL_FILE = Path(__file__).with_name("small_talk.json")

WORDS = 12
"""Of a message that may be small talk, at most: of 230 by three writers one is longer."""

SURE, LIKELY = 0.9, 0.7
"""Probability from which a message is small talk where something answers it, and where nothing does. Of 74 messages by
a writer whom nothing was fitted with (evals/talk/held), 39 and 53 have as much, of his 56 questions that look like some
none; listed phrases know 26 of them."""

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

_SAID = frozenset(reply for replies in _REPLIES.values() for reply in replies.values())

NOTHING_ASKED = Assessment(0.0, Reason.NO_EVIDENCE)
"""Nothing answers, since nothing was asked."""

Replied = tuple[Composed, Language]


def small_talk(question: str, history: Sequence[Message]) -> Replied | None:
    """The reply to a message of known phrases that ask nothing, and its language; None where it's another."""
    phrase = read_courtesy(question, opening=not history)
    return None if phrase is None else _reply(phrase.courtesy, phrase.language)


def is_reply(said: str) -> bool:
    """Whether something is what the service replies to small talk."""
    return said.strip() in _SAID


class SmallTalk:
    """Tells small talk in words that nobody listed. With another embedder than it was fitted on, it tells none."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._fits = is_of(embedder.identity, _fitted()["embedder"])

    def __call__(self, message: str, *, answered: bool) -> Replied | None:
        """The reply to a message that asks nothing, and its language; None for a question.

        `answered`: whether the articles seem to answer it.
        """
        text = " ".join(unicodedata.normalize("NFC", message).split())
        if not self._fits or len(text.split()) > WORDS:
            return None
        (encoding,) = self._embedder.encode_queries([text])
        chances = probabilities(encoding.vector, _fitted())
        asks = chances.pop("question")
        if 1 - asks < (SURE if answered else LIKELY):
            return None
        language = detect_language(text)
        courtesy = max(chances, key=lambda name: chances[name])
        return _reply(Courtesy(courtesy), language.code)


def probabilities(vector: Floats, fitted: Mapping[str, Any]) -> dict[str, float]:
    """How probably a message with this vector is each kind of small talk, or a question."""
    logits = np.asarray(fitted["coefficients"]) @ vector + np.asarray(fitted["intercepts"])
    weights = np.exp(logits - logits.max())
    return dict(zip(fitted["classes"], (weights / weights.sum()).tolist(), strict=True))


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return found


def _reply(courtesy: Courtesy, code: str) -> Replied:
    # No citations, since nothing of the articles is claimed; `answered` is false then, as the contract ties both.
    reply = Composed(Draft(()), kind=Kind.SMALL_TALK, said=_REPLIES[code][courtesy])
    return reply, Language.ENGLISH if code == "en" else Language.VIETNAMESE
