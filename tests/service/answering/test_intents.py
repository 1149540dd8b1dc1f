"""What messages ask for, and of what: learned, so what is tested is in nobody's training data."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from service.answering.collection import KINDS, CollectionQuestion, asked_of_collection
from service.answering.comparisons import read_sides
from service.answering.intents import LIST, LISTED, OUTSIDE, Intents, asks_alone, slots
from service.engine import Engine
from service.language.intents import Intent
from service.language.publication import Period


@pytest.fixture(scope="module")
def intents(seeds_engine: Engine) -> Intents:
    return seeds_engine.intents


@pytest.mark.parametrize(
    ("message", "kind", "slots"),
    [
        ("so sánh giá gạo ở Cai Lậy với giá gạo ở Thoại Sơn", "comparison", {"a", "b"}),
        ("so sanh gia gao o Cai Lay voi gia gao o Thoai Son", "comparison", {"a", "b"}),
        ("which is longer, the Khe Nét tunnel or the Phước Tượng tunnel?", "comparison", {"a", "b"}),
        ("tóm tắt vụ chìm phà Cát Lái giúp mình", "summary", {"t"}),
        ("tom tat vu chim pha Cat Lai giup minh", "summary", {"t"}),
        ("liệt kê các trường bị ngập", "list", {"n"}),
        ("có bao nhiêu bài báo về hạn mặn?", "count_articles", {"t"}),
        ("3 bài mới nhất về bóng chuyền", "newest_articles", {"k", "t"}),
        ("Ai ký hợp đồng với Xí nghiệp Ba Son?", "question", set()),
        ("Giá vé tăng bao nhiêu so với năm ngoái?", "question", set()),
        ("Bài hát nào đoạt giải nhất?", "question", set()),
        ("truong minh duong giu chuc vu gi", "question", set()),
        ("lor so kha giu chuc gi", "question", set()),
        ("", "question", set()),
    ],
)
def test_kinds_and_slots(intents: Intents, message: str, kind: str, slots: set[str]) -> None:
    intent = intents(message)
    assert (intent.kind, set(intent.slots)) == (kind, slots)


def test_a_comparison_has_two_sides_though_one_is_guessed(intents: Intents) -> None:
    intent = intents("Who got more land, Mrs S. or Mr R.?")
    assert (intent.said("a"), intent.said("b"), intent.guessed) == ("Mrs S", "Mr R", {"a"})


@pytest.mark.parametrize(
    ("message", "bare"),
    [
        ("Liệt kê các ca sĩ được nhắc đến", True),
        ("liet ke cac ca si duoc nhac den", True),
        ("which singers are mentioned?", True),
        ("Liệt kê các ca sĩ bị bắt", False),
        ("which singers were arrested?", False),
    ],
)
def test_a_list_may_ask_no_more_than_what_is_named(intents: Intents, message: str, bare: bool) -> None:
    intent = intents(message)
    assert (intent.kind, intent.names_only) == ("list", bare)


@pytest.mark.parametrize(("message", "alone"), [("liệt kê \u0301", True), ("liệt kê \u0301 trường", False)])
def test_a_mark_on_nothing_is_no_word(message: str, alone: bool) -> None:
    assert asks_alone(message, {}, {"liet", "ke"}) is alone


def test_a_slot_is_looked_for_no_longer_in_a_longer_message() -> None:
    """Each try reads the whole message, and a message may have a thousand words."""

    class Field:
        tries = 0

        def tag(self, read: list[object]) -> list[str]:
            return [OUTSIDE] * len(read)

        def probability(self, tags: list[str]) -> float:
            self.tries += 1
            return -float(tags.index(LISTED))

    long, longer = Field(), Field()
    found = [slots(field, "[1] " * count, LIST)[0] for field, count in ((long, 200), (longer, 400))]
    assert all(LISTED in one for one in found)
    assert long.tries == longer.tries


def test_slots_are_places_in_the_message(intents: Intents) -> None:
    message = unicodedata.normalize("NFD", "giá gạo ở Cai Lậy so với Thoại Sơn thế nào")
    intent = intents(message)
    start, end = intent.slots["b"]
    assert intent.message[start:end] == intent.said("b") == "Thoại Sơn"


def test_each_side_is_asked_about_by_itself() -> None:
    message = "giá vé ở Huế với ở Vinh nơi nào rẻ hơn"
    sides = read_sides(Intent("comparison", message, {"a": (7, 12), "b": (17, 23)}))
    assert sides is not None
    assert sides.questions == ("giá vé ở Huế nơi nào rẻ hơn", "giá vé ở Vinh nơi nào rẻ hơn")
    assert sides.sure == (True, True)
    assert read_sides(Intent("comparison", message, {"a": (7, 12)})) is None


def test_where_neither_side_is_surely_told_there_is_none() -> None:
    message, spans = "giá vé ở Huế với ở Vinh nơi nào rẻ hơn", {"a": (7, 12), "b": (17, 23)}
    one = read_sides(Intent("comparison", message, spans, frozenset({"b"})))
    assert one is not None
    assert one.sure == (True, False)
    assert read_sides(Intent("comparison", message, spans, frozenset({"a", "b"}))) is None


def test_a_question_about_the_collection_is_put_together_from_its_slots() -> None:
    message = "5 bài của Lao Động về lũ trong tháng 9/2024"
    spans = {"k": (0, 1), "s": (10, 18), "t": (22, 24), "p": (31, 43)}
    asked = asked_of_collection(Intent("newest_articles", message, spans), date(2026, 1, 1))
    period = Period("2024-09", "2024-09")
    assert asked == CollectionQuestion(order="newest", number=5, period=period, topic="lũ", source="Lao Động")
    assert {"count_articles", "list_articles", "newest_articles", "oldest_articles"} == KINDS
