"""A follow-up question made to stand alone, by an LLM or by rules. A question that stands alone is not changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prompts.loader import load
from service.language.answer_types import UPPER
from service.language.detection import detect_language
from service.language.follow_ups import LEAD, POINTS_BACK, TAIL, WH
from service.language.lexicon import speaks
from service.language.names import read, runs
from service.llm.prompt import neutralise
from service.llm.protocol import ChatModel, ChatTurn
from trichdan.errors import LLMError
from trichdan.wire import QUESTION_MAX, Message

TURNS_MAX = 8
"""Messages of the history that are looked at, from its end."""

SAID_MAX = 600
"""Code points of each message that a model is shown: what a question leans on stands near the beginning. By hand."""

REWRITTEN_MAX = 400
"""Code points of a question that a model has rewritten: longer ones answer, or explain themselves. By hand."""

LED_WORDS = 8
"""Most words of a question that leans by its first word though it has a name ("Còn tỉnh Gia Lai thì sao?"). By hand."""

BARE_WORDS = 5
"""Most words of a question word without a name that leans on what was asked before ("Khi nào?"). By hand."""

CORE_WORDS = 6
"""Most words that stand for a name of the question before ("ông Nguyễn Văn A"): more say something else. By hand."""

NAME_WORDS = 2
"""Fewest words of a name: one capitalised word may only begin a sentence."""

_YEAR = re.compile(r"\b(?:1[89]|20|21)\d\d\b")
_ASKED = {"vi": "{question} (hỏi tiếp câu: {before}{names})", "en": "{question} (following up on: {before}{names})"}


def condense_by_rules(question: str, history: Sequence[Message]) -> str:
    """`question` as one that stands alone, from the user's questions before it; without an LLM.

    "Còn năm 2023 thì sao?" takes the year, "thế còn Gia Lai?" the place, of the question before; anything else that
    points back gets the question before it in parentheses, which is what retrieval needs.
    """
    standing = ""
    said = ""
    for message in history[-TURNS_MAX:]:
        if message.role == "user":
            standing = _standing(message.content.strip(), standing, said)
        else:
            said = message.content
    return _standing(question.strip(), standing, said)


def follows_up(question: str) -> bool:
    """Whether a question can't be understood without the one before it."""
    bare = question.strip()
    if POINTS_BACK.search(bare):
        return True
    names = [run for run in runs(read(bare, detect_language(bare).code)) if run[0] > 0]
    words = bare.split()
    if LEAD.match(bare):
        return len(words) <= LED_WORDS or not names
    return len(words) <= BARE_WORDS and bool(WH.match(bare)) and not names


def _standing(question: str, before: str, said: str) -> str:
    """`question` with what it takes from the question `before` it and what was `said` in answer."""
    if not before or before == question or not follows_up(question):
        return question
    lead = LEAD.match(question)
    core = TAIL.sub("", question[lead.end() :] if lead else question).strip(" ,")
    if lead and not WH.match(core) and not POINTS_BACK.search(core):
        replaced = _replace(core, before)
        if replaced is not None:
            return replaced[:QUESTION_MAX]
    text = question[lead.end() :] if lead and WH.match(core) else question
    asked = _ASKED[detect_language(f"{question} {before}").code]
    return asked.format(question=text.strip(), before=before.strip(), names=_only_name(said, before))[:QUESTION_MAX]


def _replace(core: str, before: str) -> str | None:
    """The question before with its year or its only place or person replaced by `core`, or None."""
    years = _YEAR.findall(core)
    if len(years) == 1:
        changed, count = _YEAR.subn(years[0], before)
        return changed if count == 1 else None
    name = _last_name(core)
    old = _names(before)
    if name and len(core.split()) <= CORE_WORDS and len(old) == 1:
        return before.replace(old[0], name, 1)
    return None


def _names(text: str) -> list[str]:
    """Names of two capitalised words or more; the first word of the text, and institutions, are none."""
    words = read(text, detect_language(text).code)
    spans = [(start + (start == 0), end) for start, end in runs(words)]
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


def _only_name(said: str, before: str) -> str:
    """`; name` if the answer before has exactly one name that its question doesn't have."""
    new = [name for name in dict.fromkeys(_names(said)) if name not in before]
    return f"; {new[0]}" if len(new) == 1 else ""


async def condense(question: str, history: Sequence[Message], model: ChatModel | None, deadline: float) -> str:
    """`question` as one that stands alone: by the model where there's one, by rules where not, or where it fails.

    A model's rewriting is used only if it's one line, no longer than a question may be, and in the same language.
    """
    if not history or not any(message.role == "user" for message in history):
        return question
    ruled = condense_by_rules(question, history)
    if model is None or ruled == question:
        return ruled
    prompt = load(f"condense.{detect_language(question).code}")
    said = "\n".join(f"{message.role}: {neutralise(message.content)[:SAID_MAX]}" for message in history[-TURNS_MAX:])
    filled = prompt.render(history=said, question=neutralise(question))
    try:
        reply = await model.complete([ChatTurn("system", filled.system), ChatTurn("user", filled.user)], None, deadline)
    except LLMError:
        return ruled
    rewritten = reply.text.strip().strip('"“”').strip()
    usable = rewritten and "\n" not in rewritten and len(rewritten) <= REWRITTEN_MAX
    return rewritten if usable and speaks(rewritten, detect_language(question).code) else ruled
