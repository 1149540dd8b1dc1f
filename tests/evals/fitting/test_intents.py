"""Words that ask for a list are those that many writers use in lists, and hardly elsewhere."""

from __future__ import annotations

from evals.fitting.intents import Message, asking, unmarked


def message(writer: int, kind: str, marked: str) -> Message:
    text, slots = unmarked(marked)
    return Message(f"writer_{writer}", kind, "vi", text, slots)


def test_words_that_ask_are_told_from_what_is_asked() -> None:
    fruits = ["xoài", "mít", "ổi", "bưởi", "cam", "quýt", "na", "nhãn", "vải", "dừa"]
    lists = [message(at, "list", f"kể tên các {{n:{one}}} bị thu hồi") for at, one in enumerate(fruits)]
    ordinary = [message(at, "question", f"vì sao {one} bị thu hồi") for at, one in enumerate(fruits)] * 3
    assert asking([*lists, *ordinary]) == {"ke", "ten", "cac"}
