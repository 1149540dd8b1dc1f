"""Hold a conversation from a file of questions, one a line, and write it as Markdown with all citations.
The service must be running.

python -m scripts.export_conversation questions.txt conversation.md [--url http://127.0.0.1:8000]
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable
from pathlib import Path

from trichdan.client import Client
from trichdan.errors import TrichdanError
from trichdan.wire import Answer, Citation, Message

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def converse(client: Client, questions: Iterable[str]) -> list[Answer]:
    """Ask one after the other; each question has the ones before it as its history."""
    history: list[Message] = []
    answers = []
    for question in questions:
        answer = client.ask(question, history=history[-20:])
        history += [Message(role="user", content=question), Message(role="assistant", content=answer.answer)]
        answers.append(answer)
    return answers


def as_markdown(answers: Iterable[Answer], url: str) -> str:
    """The conversation, every citation with its quote and a link to its very place on the service's page."""
    return "\n".join(_turn(answer, url) for answer in answers)


def _turn(answer: Answer, url: str) -> str:
    text = re.sub(r"\\\[(\d+)\\\]", r"[\1]", escape(answer.answer))
    quotes = [_quote(citation, url) for citation in answer.citations]
    confidence = f"*Confidence {answer.confidence:.2f}, {answer.mode}*"
    return "\n\n".join([f"## {escape(answer.question)}", text, *quotes, confidence]) + "\n"


def _quote(citation: Citation, url: str) -> str:
    where = f"{url.rstrip('/')}/articles/{citation.article_id}#span={citation.start}-{citation.end}"
    about = ", ".join(part for part in (citation.title or citation.article_id, citation.published) if part)
    quote = escape(" ".join(citation.quote.split()))
    return f"> [{citation.marker}] {quote}\n>\n> [{escape(about)}](<{where}>)"


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def main(arguments: list[str] | None = None) -> None:
    """Read the questions, converse, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, help="text file, one question a line")
    parser.add_argument("conversation", type=Path, help="Markdown file to write")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the service")
    given = parser.parse_args(arguments)
    questions = [line.strip() for line in given.questions.read_text("utf-8").splitlines() if line.strip()]
    try:
        with Client(given.url, api_key=os.environ.get("TRICHDAN_KEY")) as client:
            given.conversation.write_text(as_markdown(converse(client, questions), given.url), "utf-8")
    except TrichdanError as error:
        parser.exit(1, f"Error: {error}\n")


if __name__ == "__main__":
    main()
