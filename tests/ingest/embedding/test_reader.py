"""Reading a question with a text."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding.adapter import READER
from ingest.embedding.base import Reader
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.precision import Precision
from ingest.embedding.reader import FILE, LONGEST_QUESTION, LONGEST_TEXT, layout
from tests.conftest import ROOT

PARAGRAPHS = ROOT / "evals/near_misses/held/daily.jsonl"
TYPED = ("vi", "en")

TEXT = (
    "Bảo tàng Gốm sông Cầu mở cửa lại\nBà Quách Diệu Ngà, Giám đốc bảo tàng, trao bằng khen cho ông Lục Vĩnh Khang, "
    "62 tuổi, người đã tặng 40 hiện vật. Vé người lớn 40.000 đồng, trẻ em miễn phí."
)
ASKED = (
    "Ai được bà Ngà trao bằng khen?",
    "ong khang may tuoi",
    "ba nga may tuoi",
    "How much did the reopening cost?",
    "Giá xăng chiều nay bao nhiêu?",
)


def test_both_kinds_of_arithmetic_say_about_the_same(models_dir: Path) -> None:
    kinds: tuple[Precision, Precision] = ("int8s", "fp32")
    models = [E5Embedder(models_dir, precision=one, threads=1) for one in kinds]
    said = [[model.read(one, TEXT).log_odds for one in ASKED] for model in models]
    assert max(said[0]) - min(said[0]) > 4
    with PARAGRAPHS.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, 12)]
    put = [
        (one[typing], row["text"]) for row in rows for one in (row["questions"][0], row["near"][0]) for typing in TYPED
    ]
    whole, exact = (np.array([model.read(one, text).log_odds for one, text in put]) for model in models)
    assert np.sqrt(np.mean((whole - exact) ** 2)) < 0.25
    assert np.corrcoef(whole, exact)[0, 1] > 0.99
    assert np.abs(np.array(said[0]) - said[1]).max() < 1


def test_a_text_is_read_the_same_in_any_form(models_dir: Path) -> None:
    model = E5Embedder(models_dir, precision="int8s", threads=2)
    assert isinstance(model, Reader)
    alone = model.read(ASKED[0], TEXT)
    decomposed = unicodedata.normalize("NFD", ASKED[0]), unicodedata.normalize("NFD", TEXT)
    again = model.read(*decomposed)
    assert again.log_odds == alone.log_odds
    assert np.array_equal(again.begins, alone.begins)
    assert np.array_equal(again.ends, alone.ends)  # in the composed form, which articles are kept in


def test_what_is_too_long_is_cut_off(models_dir: Path) -> None:
    model = E5Embedder(models_dir, precision="int8s", threads=1)
    laid = layout(model._tokenizer, TEXT * 20, [ASKED[0] * 20])
    # With what stands before each and behind it.
    assert (laid.owner == 0).sum() == LONGEST_TEXT + laid.first + 1
    assert LONGEST_QUESTION < (laid.owner == 1).sum() < LONGEST_QUESTION + 8
    assert len(laid.starts) == len(laid.ends) == LONGEST_TEXT
    assert len(model.read("Ai? " * 500, TEXT * 100).begins) == LONGEST_TEXT


def test_an_empty_text_or_question_is_no_error(models_dir: Path) -> None:
    model = E5Embedder(models_dir, precision="int8s", threads=1)
    assert len(model.read("", TEXT).begins)
    assert not len(model.read("Ai?", "").begins)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Vé người lớn bao nhiêu tiền?", "40.000 đồng"),
        ("ong khang may tuoi", "62 tuổi"),
        ("How many artifacts did he donate?", "40 hiện vật"),
    ],
)
def test_where_the_answer_stands_is_told(models_dir: Path, question: str, answer: str) -> None:
    told = E5Embedder(models_dir, precision="int8s", threads=1).read(question, TEXT)
    start = TEXT.index(answer)
    inside = (told.starts >= start) & (told.ends <= start + len(answer))
    assert told.begins[inside].sum() > 0.7
    assert told.stops[inside].sum() > 0.7
    assert told.begins.sum() < 1.0001


def test_the_reader_is_the_one_that_is_named() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest()[:12] == READER
