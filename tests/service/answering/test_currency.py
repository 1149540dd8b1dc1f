"""Whether a message asks for what holds now."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.answering.currency import Fitted, log_odds


@pytest.mark.parametrize(
    "message",
    [
        "Cầu Vàm Láu đã thông xe chưa?",
        "ai đang giữ ghế giám đốc sở y tế",
        "gia xang hien nay bao nhieu",
        "Is the ferry still running?",
        "Tới giờ bão số 6 làm bao nhiêu người chết rồi?",
    ],
)
def test_what_holds_now_is_asked_for_in_many_words(message: str) -> None:
    assert log_odds(message) > 0


@pytest.mark.parametrize(
    "message",
    [
        "Ai được bầu làm chủ tịch năm 2019?",
        "hội nghị hôm 17/2/2025 bàn gì",
        "How did the fire start?",
        "Vì sao hầm Đèo Gió bị sạt?",
    ],
)
def test_what_happened_once_is_not(message: str) -> None:
    assert log_odds(message) < 0


@pytest.mark.parametrize(
    ("asks", "neighbour"),
    [
        ("Đến nay bán được bao nhiêu vé?", "Hôm khai mạc bán được bao nhiêu vé?"),
        ("Xưởng hiện có mấy thợ?", "Lúc mới mở xưởng có mấy thợ?"),
        ("bay gio phi giu xe bao nhieu", "phi giu xe nam 2019 bao nhieu"),
        ("How many seedlings have been planted so far?", "How many seedlings were planted that day?"),
        ("How many boats does the harbour have now?", "How many boats did the harbour have at first?"),
        ("Who is currently the chief judge?", "Who was the chief judge?"),
    ],
)
def test_words_for_now_tell_it_and_their_neighbours_do_not(asks: str, neighbour: str) -> None:
    assert log_odds(asks) > 0 > log_odds(neighbour)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    fitted = Fitted("command", -1.0, {"hien nay": 1.5, "nam 0000": -2.0})
    fitted.write(tmp_path / "model.json")
    assert Fitted.read(tmp_path / "model.json") == fitted
    assert log_odds("Giám đốc hiện nay", fitted) == 0.5
    assert log_odds("năm 2019", fitted) == -3.0
