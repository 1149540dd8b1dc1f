"""What chat programs send, as a question in its conversation, or as a request on the side with its reply. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from service.language.long_messages import question_in
from service.language.side_tasks import Said, SideTask, Wanted, read_side_task
from service.wire.sources import unlinked
from trichdan.errors import InvalidRequestError
from trichdan.wire import QUESTION_MAX, TEXT_MAX, AskRequest, Line, Message

Text = Annotated[str, StringConstraints(max_length=TEXT_MAX)]

HISTORY_MAX = 50
SAID_MAX = 20_000
"""Code points of a message of the history that are kept."""

TITLE_MAX = 50
"""Code points of a title that is made of a question."""

REPLY_MAX = 200
"""Code points of each reply in a summary."""

_NAMELESS = "trichdan"
_NO_SUMMARIES = "This service answers questions from its articles; it does not summarise text."
_TEXT_PARTS = ("text", "input_text", "output_text")


class Part(BaseModel):
    """A part of a message's content; those that aren't text are ignored."""

    model_config = ConfigDict(extra="ignore")

    type: Line = "text"
    text: Text | None = None


class ChatMessage(BaseModel):
    """One message; content is text, or parts of which the text ones count."""

    model_config = ConfigDict(extra="ignore")

    role: Line
    content: Text | list[Part] | None = None

    def text(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text and part.type in _TEXT_PARTS)
        return self.content or ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said: `asked` last by the user, and `before` that; what system and developer messages say is apart."""

    asked: str
    before: tuple[Message, ...]
    instructions: str


def read_conversation(messages: Sequence[ChatMessage], param: str, instructions: str = "") -> Conversation:
    """The last user message as what is asked, what comes before it as history. `param` names them in an error.

    Raises:
        InvalidRequestError: there's no user message.
    """
    at = max((at for at, message in enumerate(messages) if message.role == "user"), default=-1)
    if at < 0:
        raise InvalidRequestError(
            "There is no user message.", help="Send the question as the last user message.", param=param
        )
    told = [message.text() for message in messages if message.role in ("system", "developer")]
    before = [
        Message(role="user" if message.role == "user" else "assistant", content=text[:SAID_MAX])
        for message in messages[:at]
        if message.role in ("user", "assistant") and (text := message.text())
    ]
    return Conversation(messages[at].text(), tuple(before), "\n".join([instructions, *told]).strip())


def to_ask(conversation: Conversation, param: str) -> AskRequest:
    """The question in its conversation; of a message that is too long for one, the question that stands in it.

    Raises:
        InvalidRequestError: the message is empty, or too long and asks nothing.
    """
    question: str | None = conversation.asked.strip()
    if question and len(question) > QUESTION_MAX:
        question = question_in(question, QUESTION_MAX)
        if question is None:
            raise InvalidRequestError(
                f"The last message has over {QUESTION_MAX} characters, and no question was found in it.",
                help="Put the question into its last paragraph, with a question mark.",
                param=param,
            )
    history = [
        # Links and the list of sources are our own making, and would be searched for as words of the answer.
        one if one.role == "user" else Message(role=one.role, content=unlinked(one.content))
        for one in conversation.before[-HISTORY_MAX:]
    ]
    try:
        return AskRequest(question=question or "", history=history)
    except ValidationError as error:
        reasons = "; ".join(str(one["msg"]) for one in error.errors())
        raise InvalidRequestError(f"The messages can't be used: {reasons}.", param=param) from None


def side_reply(conversation: Conversation) -> str | None:
    """The reply to what a chat program asks for on the side; None where the message is a question."""
    before = [Said(one.role == "user", one.content) for one in conversation.before]
    task = read_side_task(conversation.asked, conversation.instructions, before)
    return None if task is None else _reply(task)


def _reply(task: SideTask) -> str:
    """What was asked for, in the form that was asked for."""
    asked = [one.text for one in task.talk if one.by_user]
    text = ""
    if task.wanted is Wanted.TITLE:
        text = _title(asked[0] if asked else _NAMELESS)
    elif task.wanted is Wanted.STANDALONE:
        text = asked[-1] if asked else ""
    elif task.wanted is Wanted.SUMMARY:
        text = _summary(task.talk)
    if not task.form:
        return text
    filled = {key: text if key == task.wanted else empty for key, empty in task.form.items()}
    return json.dumps(filled, ensure_ascii=False)


def _title(question: str) -> str:
    """A title made of a question."""
    line = " ".join(question.split()).rstrip(" ?.!")
    if len(line) <= TITLE_MAX:
        return line
    return line[: TITLE_MAX + 1].rsplit(" ", 1)[0].rstrip(" ,;:")[:TITLE_MAX] + "…"


def _summary(talk: Sequence[Said]) -> str:
    """A conversation in brief: each question, and how its reply begins."""
    lines = []
    for one in talk:
        line = " ".join(unlinked(one.text).split())
        lines.append(line if one.by_user or len(line) <= REPLY_MAX else line[:REPLY_MAX].rstrip() + "…")
    return "\n".join(lines) or _NO_SUMMARIES
