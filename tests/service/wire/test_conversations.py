"""What chat programs send: the question in its conversation, in a long message, or a request on the side."""

from __future__ import annotations

import json

import pytest

from service.wire.conversations import ChatMessage, read_conversation, side_reply, to_ask
from trichdan.errors import InvalidRequestError
from trichdan.wire import Message

PASTED = "Chiều 27-6, hội nghị đã khai mạc tại Hà Nội. " * 60


def messages(*said: tuple[str, object]) -> list[ChatMessage]:
    return [ChatMessage.model_validate({"role": role, "content": content}) for role, content in said]


def test_the_last_user_message_is_the_question() -> None:
    found = read_conversation(
        messages(
            ("system", "be nice"),
            ("user", [{"type": "text", "text": "một"}, {"type": "image_url", "image_url": {}}]),
            ("assistant", "hai [[1]](https://a.example/x)\n\nNguồn:\n- 1: [Bài](https://a.example/x)"),
            ("tool", "x"),
            ("user", "  ba "),
        ),
        "messages",
    )
    ask = to_ask(found, "messages")
    assert (ask.question, found.instructions) == ("ba", "be nice")
    assert ask.history == [Message(role="user", content="một"), Message(role="assistant", content="hai [1]")]


@pytest.mark.parametrize(
    "said", [[("system", "x")], [("user", " ")], [("user", "x" * 2_001)], [("user", PASTED)], [("user", None)]]
)
def test_what_is_no_question_is_refused(said: list[tuple[str, object]]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        to_ask(read_conversation(messages(*said), "messages"), "messages")
    assert caught.value.param == "messages"


@pytest.mark.parametrize(
    "message",
    [
        f"{PASTED}\n\nAi khai mạc hội nghị?",
        f"Ai khai mạc hội nghị?\n\n{PASTED}",
        f"{PASTED} Ai khai mạc hội nghị?",
        f"{PASTED}\nĐọc bài trên. Ai khai mạc hội nghị? Cảm ơn.\n{PASTED}",
    ],
)
def test_the_question_in_a_long_message_is_found(message: str) -> None:
    assert to_ask(read_conversation(messages(("user", message)), "messages"), "messages").question == (
        "Ai khai mạc hội nghị?"
    )


def test_a_long_message_may_ask_without_a_question_mark_in_its_last_paragraph() -> None:
    found = to_ask(read_conversation(messages(("user", f"Sao?\n{PASTED}\nai khai mac hoi nghi")), "messages"), "m")
    assert found.question == "ai khai mac hoi nghi"


def reply(*said: tuple[str, object], instructions: str = "") -> str | None:
    return side_reply(read_conversation(messages(*said), "messages", instructions))


QUOTED = (
    "<chat_history>\nUSER: Ai là Giám đốc\nCông an tỉnh?\nASSISTANT: Ông A. [[1]](https://a.example)\n</chat_history>"
)
FIRST = "Ai là Giám đốc Công an tỉnh"


@pytest.mark.parametrize(
    ("order", "form"),
    [
        ("Generate a concise, 3-5 word title with an emoji for it.", {"title": FIRST}),
        ("Generate 1-3 broad tags for the main themes.", {"tags": []}),
        ("Suggest 3-5 follow-up questions that the user might ask next.", {"follow_ups": []}),
        ("Decide whether to generate search queries.", {"queries": []}),
        ("Continue the text.", {"text": ""}),
    ],
)
def test_a_form_is_filled_in(order: str, form: dict[str, object]) -> None:
    shown = {key: [] if isinstance(value, list) else "…" for key, value in form.items()}
    asked = json.dumps(shown).replace("[]", '["Question 1?", "Question 2?"]')
    message = f"### Task:\n{order}\n### Output:\nJSON format: {asked}\n### Chat History:\n{QUOTED}"
    assert json.loads(reply(("user", message)) or "") == form


def test_a_title_in_plain_text_is_made_of_the_first_question() -> None:
    talk = "User: Hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri diễn ra ở đâu?\nAI: Ở Gia Nghĩa.\nUser: Sao?"
    title = "Hội nghị giữa Công an Lâm Đồng và Công an…"
    order = "Provide a concise, 5-word-or-less title for the conversation. Only return the title itself."
    assert reply(("user", f"{order}\n\nConversation:\n{talk}")) == title
    assert reply(("system", order), ("user", talk)) == title
    assert reply(("user", talk), instructions=order) == title
    assert reply(("user", "Ai ký?"), ("assistant", "Ông A."), ("user", "Ở đâu?"), ("user", order)) == "Ai ký"


def test_a_summary_is_of_the_conversation() -> None:
    talk = "Human: Ai ký?\nAI: Ông A. [[1]](https://a.example)\n\nNguồn:\n- 1: [Bài](https://a.example)"
    order = "Progressively summarize the lines of conversation, adding onto the previous summary."
    example = (
        "EXAMPLE\nNew lines of conversation:\nHuman: Why?\nAI: So.\n\nNew summary:\nThe human asks.\nEND OF EXAMPLE"
    )
    message = f"{order}\n\n{example}\n\nCurrent summary:\n\n\nNew lines of conversation:\n{talk}\n\nNew summary:"
    assert reply(("user", message)) == "Ai ký?\nÔng A. [1]"
    marked = '<message type="human">Ai ký?</message>\n<message type="ai">Ông A. [1]</message>'
    order = "Extract the most relevant context from the conversation below."
    tagged = f"{order}\n<messages>\nMessages to summarize:\n{marked}\n</messages>"
    assert reply(("user", tagged)) == "Ai ký?\nÔng A. [1]"
    turns = [("user", "Ai ký?"), ("assistant", "Ông A. [1]"), ("user", "Create a summary of the conversation above:")]
    assert reply(*turns) == "Ai ký?\nÔng A. [1]"
    assert "does not summarise" in (reply(("user", 'Write a concise summary of the following:\n\n"Một. Hai."')) or "")


def test_a_question_is_made_to_stand_alone_as_it_is() -> None:
    order = "Given the following conversation and a follow up question, rephrase it to be a standalone question."
    message = f"{order}\n\nChat History:\nHuman: Ai ký?\nAI: Ông A.\nFollow Up Input: Ở đâu?\nStandalone question:"
    assert reply(("user", message)) == "Ở đâu?"


@pytest.mark.parametrize(
    "asked",
    [
        "What is the title of the report that the ministry wrote?",
        "Who will write the summary of the conference?",
        "Summarise the meeting between Lâm Đồng and Mondulkiri.",
        "Write a summary of the conversation between the two ministers.",
        "Suggest a title for the article about rice.",
        "User: ai ký biên bản?",
        "Ai viết tiêu đề “AI: cơ hội”?",
        'What does {"title": "x"} mean in the article?',
    ],
)
@pytest.mark.parametrize("before", [(), (("user", "Ai ký?"), ("assistant", "Ông A."))])
def test_a_question_is_none(asked: str, before: tuple[tuple[str, object], ...]) -> None:
    assert reply(*before, ("user", asked)) is None
