"""A question in its conversation: whether it leans on what was asked before, on which question, and what that makes it.

Nothing here looks at articles; `follow_up_lookup` does, where a question has to be answered in context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.analysis import fold, syllables
from service.answering.collection import KINDS
from service.answering.intents import QUESTION, SMALL_TALK
from service.answering.small_talk import without_small_talk
from service.language.detection import detect_language
from service.language.follow_up_words import BARE_LEAD, FAMILY_NAMES, LEAD, POINTS_BACK, TAIL, WH
from service.language.lexicon import speaks
from service.language.name_reading import read_text
from service.language.stopwords import QUESTION_STOPWORDS
from service.language.text import UPPER
from trichdan.errors import LLMError
from trichdan.wire import QUESTION_MAX, Message

if TYPE_CHECKING:
    from service.llm.protocol import ChatModel

TURNS_MAX = 8
"""Messages of the history that are looked at, from its end."""

SAID_MAX = 600
"""Code points of each message that are used: what a question leans on stands near the beginning. By hand."""

REWRITTEN_MAX = 400
"""Code points of a question that a model has rewritten: longer ones answer, or explain themselves. By hand."""

SHORT_WORDS = 7
"""Most words of a question without a name that may lean on what was asked before ("Khi nào?", "tổng vốn?"). By hand."""

NAME_WORDS = 2
"""Fewest words of a name: one capitalised word may only begin a sentence."""

ASIDE = KINDS.union(SMALL_TALK)
"""Kinds of messages that no question leans on."""

_YEAR = re.compile(r"\b(?:1[89]|20|21)\d\d\b")
_CITED = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in its conversation.

    Attributes:
        text: what is asked, without small talk and without the words that only join it to the question before.
        before: the last question before it that stands alone; empty if it's the first.
        said: the statement that was answered last.
        leans: whether it can't be understood without `before`, or is so short that it may lean on it.
        changed: whether `text` has another year or name put into it than it was asked with.
    """

    text: str
    before: str = ""
    said: str = ""
    leans: bool = False
    changed: bool = False

    @property
    def topic(self) -> str:
        """The question that what is asked next may lean on."""
        return self.before if self.leans else self.text


def in_conversation(
    question: str, history: Sequence[Message], kind: Callable[[str], str] = lambda _: QUESTION
) -> Asked:
    """`question` with what it takes from the turns before it; small talk and questions about the collection are none.

    "Còn năm 2023 thì sao?" takes the year, "thế còn Gia Lai?" the place, into the question before.
    """
    asked, said = Asked(""), ""
    # From the front, as each question may lean on the one before: what was asked last is made up of all of them.
    for message in history[-TURNS_MAX:]:
        content = message.content.strip()[:QUESTION_MAX]
        if message.role == "assistant":
            said = content[: cited.start()][:SAID_MAX] if (cited := _CITED.search(content)) else said
        elif kind(content) not in ASIDE:
            asked = _after(asked, without_small_talk(content, kind), said)
    return _after(asked, without_small_talk(question.strip(), kind), said)


def _after(asked: Asked, text: str, said: str) -> Asked:
    """`text`, a question, after what was `asked` before and `said` to that."""
    if not asked.text or text == asked.text:
        return Asked(text)
    if not follows_up(text):
        return Asked(text, asked.topic, said)
    lead = _lead(text)
    core = TAIL.sub("", text[lead.end() :] if lead else text).strip(" ,")
    # "Còn Gia Lai thì sao?" only swaps a name; one that asks anew or points back has to be looked up in context.
    if lead and not WH.match(core) and not POINTS_BACK.search(core):
        if (replaced := _replace(core, asked.text)) is not None:
            return replace(asked, text=replaced, said=said, changed=True)
        if asked.leans and (replaced := _replace(core, asked.before)) is not None:
            return replace(asked, before=replaced, said=said, changed=True)
    return Asked(core + "?" * text.endswith("?"), asked.topic, said, leans=True)


def follows_up(question: str) -> bool:
    """Whether a question can't be understood without the one before it, or is so short that it may lean on it."""
    text = question.strip()
    if POINTS_BACK.search(text) or _lead(text):
        return True
    # The first word is capitalised anyway.
    named = any(start > 0 for start, _ in read_text(text).names)
    return len(text.split()) <= SHORT_WORDS and not named


def _lead(text: str) -> re.Match[str] | None:
    """The words that join a text to what was asked before."""
    return LEAD.match(text) or (BARE_LEAD.match(text) if text.isascii() else None)


def _replace(core: str, before: str) -> str | None:
    """The question before with its year or its only place or person replaced by `core`, or None.

    None too where the core says more than that: "thời tiết Hà Nội" asks something else of Hà Nội.
    """
    years = _YEAR.findall(core)
    if len(years) == 1 and _says_no_more(core.replace(years[0], ""), before):
        changed, count = _YEAR.subn(years[0], before)
        return changed if count == 1 else None
    name = _last_name(core)
    old = _names(before)
    if name and len(old) == 1 and _says_no_more(core.removesuffix(name), before):
        return before.replace(old[0], name, 1)
    return None


def _says_no_more(rest: str, before: str) -> bool:
    """Whether what is left of a question beside a year or name has no word of its own, but for function words."""
    told = {fold(word) for word in syllables(before)} | QUESTION_STOPWORDS[detect_language(before).code]
    return told.issuperset(fold(word) for word in syllables(rest))


def _names(text: str) -> list[str]:
    """Names of two capitalised words or more; of them the first word of the text only if it's a family name."""
    words = read_text(text)
    spans = [(start + (start == 0 and words.folded[0] not in FAMILY_NAMES), end) for start, end in words.names]
    found = []
    for start, end in spans:
        match = re.search(r"[^\w]+".join(map(re.escape, words.forms[start:end])), text, re.IGNORECASE)
        if end - start >= NAME_WORDS and match:
            found.append(match.group())
    return found


def _last_name(core: str) -> str:
    """The name that a short core is or ends in ("tỉnh Gia Lai" → "Gia Lai")."""
    match = re.search(rf"((?:[{UPPER}][\w'-]*\s?)+)$", core)
    return match.group(1).strip() if match else ""


async def rewrite(question: str, history: Sequence[Message], model: ChatModel, deadline: float) -> str | None:
    """`question` made to stand alone by the model; None where it failed.

    It's used only if it's one line, no longer than a question may be, and in the same language.
    """
    # Who has no LLM needn't load what it is sent.
    from prompts.loader import load
    from service.llm.prompt import neutralise
    from service.llm.protocol import ChatTurn

    prompt = load(f"condense.{detect_language(question).code}")
    said = "\n".join(f"{message.role}: {neutralise(message.content)[:SAID_MAX]}" for message in history[-TURNS_MAX:])
    filled = prompt.render(history=said, question=neutralise(question))
    try:
        reply = await model.complete([ChatTurn("system", filled.system), ChatTurn("user", filled.user)], None, deadline)
    except LLMError:
        return None
    rewritten = reply.text.strip().strip('"“”').strip()
    usable = rewritten and "\n" not in rewritten and len(rewritten) <= REWRITTEN_MAX
    # A model that answers instead, or in another language, would have its answer searched for.
    return rewritten if usable and speaks(rewritten, detect_language(question).code) else None
