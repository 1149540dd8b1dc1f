"""`trichdan chat`, as somebody types into it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from scripts.chat_view import converse
from service.settings import ServiceSettings

QUESTIONS = "Ai là Giám đốc Công an tỉnh Gia Lai?\n\nCòn tỉnh Lâm Đồng thì sao?\n"


def typed(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))


def test_a_question_is_understood_from_those_before_it(
    seeds_settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, QUESTIONS)
    assert converse(seeds_settings, 8, "extractive")
    told = " ".join(capsys.readouterr().out.split())
    first, second = told.split("Hiểu là: ")
    assert "Lê Quang Nhân" in first
    assert "Trương Minh Đương" in second.split("[1]")[0]


def test_what_cannot_be_asked_is_told_and_the_conversation_goes_on(
    seeds_settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, f"{'a' * 2001}\n{QUESTIONS}")
    assert converse(seeds_settings, 8, "extractive")
    shown = capsys.readouterr()
    assert "2000" in shown.err
    assert "Lê Quang Nhân" in shown.out


def test_without_articles_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, QUESTIONS)
    assert not converse(ServiceSettings(_env_file=None, data=tmp_path), 8, "extractive")
    assert "trichdan ingest" in capsys.readouterr().out
