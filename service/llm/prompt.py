"""What an LLM is sent: the question, and as many passages as its context window takes, fenced and neutralised. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from prompts.loader import load
from service.language.order_words import among_orders, gives_orders
from service.llm.protocol import PROSE, ChatModel, ChatTurn, format_rules
from service.values import RetrievedPassage, Span
from trichdan.errors import LLMBadOutputError

BYTES_PER_TOKEN = 2.5
"""A careful guess for Vietnamese in UTF-8, over the tokenizers of common models."""

PROMPT_MARGIN = 96
"""Tokens left free for the chat template."""

LEFT_OUT = "[…]"
"""Stands in a prompt for what was planted."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FENCES = (("<<<", "‹‹‹"), (">>>", "›››"), ("||", "¦¦"), ("<|", "‹¦"), ("|>", "¦›"))


@dataclass(frozen=True, slots=True)
class Source:
    """A passage under the key that was issued for it."""

    key: str
    found: RetrievedPassage

    @property
    def span(self) -> Span:
        """The passage's place in its article."""
        return self.found.passage.start, self.found.passage.end


def prompt(
    question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel, structured: bool
) -> tuple[list[ChatTurn], list[Source]]:
    """The messages to send, and the passages that they hold: as many as the context window takes, best first.

    Raises:
        LLMBadOutputError: the window takes none.
    """
    code = "vi" if language == "vi" else "en"
    template = load(f"{'brief' if model.prose else 'answer'}.{code}")
    rules = PROSE[code] if model.prose else format_rules(language, structured)
    # Rendered once without passages, to know what they may take.
    fixed = template.render(passages="", question=question, format=rules)
    room = model.context_window - model.max_output_tokens - PROMPT_MARGIN - tokens(fixed.system + fixed.user)
    blocks: list[str] = []
    sources: list[Source] = []
    for found in passages:
        key = f"P{len(sources) + 1}"
        # In order: a worse passage that happens to be short mustn't take the place of a better one.
        block = _fit(key, found, room)
        if block is None:
            break
        blocks.append(block)
        sources.append(Source(key, found))
        room -= tokens(block)
    if not sources:
        raise LLMBadOutputError("No passage fits into the LLM's context window.")
    filled = template.render(passages="\n\n".join(blocks), question=neutralise(question), format=rules)
    return [ChatTurn("system", filled.system), ChatTurn("user", filled.user)], sources


def whole_passages(question: str, language: str, passages: Sequence[RetrievedPassage], model: ChatModel) -> int:
    """How many of the passages stand whole in the prompt, best first; in whichever form of reply takes more room.

    Raises:
        LLMBadOutputError: the window takes none, not even in part.
    """
    least = len(passages)
    for structured in (True, False):
        turns, sources = prompt(question, language, passages, model, structured)
        whole = [one for one in sources if _fence(one.key, one.found, one.found.passage.end) in turns[1].content]
        least = min(least, len(whole))
    return least


def tokens(text: str) -> int:
    """About how many tokens `text` has, rather too many than too few."""
    return math.ceil(len(text.encode("utf-8")) / BYTES_PER_TOKEN)


def neutralise(text: str) -> str:
    """`text` without what could close a fence, end a field or pose as part of a chat template."""
    text = _CONTROL.sub(" ", text)
    for mark, harmless in _FENCES:
        text = text.replace(mark, harmless)
    return text


def _fit(key: str, found: RetrievedPassage, room: int) -> str | None:
    """A passage in its fence, cut after a sentence to fit into `room` tokens; None if not even one sentence fits."""
    passage = found.passage
    ends = [sentence.end for sentence in passage.sentences]
    # The last passage is cut at a sentence rather than left out: half of it may answer.
    for end in (passage.end, *reversed(ends)):
        block = _fence(key, found, end)
        if tokens(block) <= room:
            return block
    return None


def _fence(key: str, found: RetrievedPassage, end: int) -> str:
    """A passage up to `end` between its key's marks, with title and date beside the key, without planted orders."""
    title = found.article.title or ""
    shown = ("" if gives_orders(title) else title, found.article.published)
    head = " | ".join(neutralise(" ".join(part.split())) for part in shown if part)
    return f"<<<{key} {head}".rstrip() + f"\n{neutralise(_without_orders(found, end))}\n{key}>>>"


def _without_orders(found: RetrievedPassage, end: int) -> str:
    """The text up to `end`, with a mark for what stands among orders: what a model doesn't read, it can't obey."""
    text, at = found.article.text, found.passage.start
    parts: list[str] = []
    for sentence in found.passage.sentences:
        if sentence.end <= end and among_orders(text, sentence.start, sentence.end):
            parts += [text[at : sentence.start], LEFT_OUT]
            at = sentence.end
    return "".join([*parts, text[at:end]])
