"""What the tests do on a page, and read off it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

QUESTION = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"
Open = Callable[..., Any]


def ready(page: Any) -> Any:
    page.wait_for_selector("body[data-ready]")
    return page


def ask(page: Any, question: str, nth: int = 1) -> Any:
    page.fill("#question", question)
    page.press("#question", "Enter")
    return page.wait_for_selector(f".turn:nth-of-type({nth}) .details")


def marker_of(page: Any, number: int) -> str:
    """Where the marker of a quote stands, by the quote's number from 0, once all quotes are unfolded."""
    page.eval_on_selector_all(".folded", "all => all.forEach(one => { one.open = true })")
    return f".quoted .marker >> nth={number}"


def marked(page: Any) -> str:
    text: str = page.evaluate("[...document.querySelectorAll('#text mark')].map(mark => mark.textContent).join('')")
    return text


def in_view(page: Any) -> bool:
    seen: bool = page.evaluate(
        "[document.getElementById('quoted').getBoundingClientRect().top].every(top => top >= 0 && top < innerHeight)"
    )
    return seen


def answer_with(page: Any, answer: dict[str, Any], events: str = "") -> None:
    """Let the service answer so, whatever is asked."""
    body = f"{events}event: answer\ndata: {json.dumps(answer)}\n\n"
    page.route("**/v1/ask", lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body))


def violations(page: Any) -> list[tuple[str, str]]:
    """What axe finds, with the first element of each."""
    reason = "axe-playwright-python is not installed"
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=reason).Axe()
    return [(one["id"], one["nodes"][0]["html"]) for one in axe.run(page).response["violations"]]
