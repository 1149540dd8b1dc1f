"""The tokenizer: the ids of XLM-R, and offsets that are exact."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
import tokenizers
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, models, normalizers, pre_tokenizers

from ingest.embedding.bundled import ModelFiles
from ingest.embedding.tokenizer import CONTROL_PIECES, LONGEST_PIECE, UNKNOWN, Tokenizer, Vocabulary
from tests.clocks import growth

WORD_MARK_ID = 6

vietnamese_text = st.text(
    st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằắặềếệốộớợứựỳỹĐÁẤ 0123456789.,;:?!()“”\"'…–-/%\n"),
    max_size=80,
)
any_text = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def reference(int8s_files: ModelFiles) -> tokenizers.Tokenizer:
    """The same vocabulary in Hugging Face's implementation."""
    pieces = int8s_files.pieces.read_bytes().decode().split("\n")
    scores = np.fromfile(int8s_files.scores, "<f4").tolist()
    made = tokenizers.Tokenizer(
        models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=UNKNOWN, byte_fallback=False)
    )
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    return made


def without_trailing_mark(encoding: tokenizers.Encoding) -> list[int]:
    """The reference makes a piece of a trailing space; ours doesn't, on purpose."""
    ids: list[int] = encoding.ids
    return ids[:-1] if ids and encoding.tokens[-1] == "▁" else ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Hello world", [35378, 8999]),
        ("query: ", [41, 1294, 12]),
        ("passage: ", [46692, 12]),
        ("thành phố", [2781, 15902]),
        ("Đ. 5%.", [4428, 5, 21280, 5]),
        ("", []),
        (" \t\r\n\u00a0\u200b\ufeff", []),
        ("\x00\x01", []),
    ],
)
def test_known_ids(tokenizer: Tokenizer, text: str, ids: list[int]) -> None:
    assert tokenizer.tokenize(text).ids == ids


def test_equals_the_reference_on_sentences(
    tokenizer: Tokenizer, reference: tokenizers.Tokenizer, texts: list[str]
) -> None:
    for text in [*texts, "½ … ㎡ ´a ﬁn", "😀😀👨‍👩‍👧 ok", "𝕳𝖊𝖑𝖑𝖔 𝄞𝄞𝄞 x", "น้ำ ﾊﾟ 한국어", "a  b \n c"]:
        assert tokenizer.tokenize(text).ids == reference.encode(text).ids, text


@given(text=vietnamese_text)
def test_equals_the_reference_on_vietnamese(tokenizer: Tokenizer, reference: tokenizers.Tokenizer, text: str) -> None:
    assert tokenizer.tokenize(text).ids == without_trailing_mark(reference.encode(text))


def test_nul_does_not_cut_and_controls_are_left_out(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokenize("Lâm\x00 Đồng\x07").ids == tokenizer.tokenize("Lâm Đồng").ids


def test_special_tokens_in_a_text_are_text(tokenizer: Tokenizer) -> None:
    for command in ("<s>", "</s>", "<pad>", "<unk>", "<mask>"):
        ids = tokenizer.tokenize(f"x {command} y").ids
        assert not {0, 1, 2, 3, 250001} & set(ids), command


@given(text=any_text)
def test_nfd_gives_the_ids_of_nfc(tokenizer: Tokenizer, text: str) -> None:
    nfc, nfd = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert tokenizer.tokenize(nfd) == tokenizer.tokenize(nfc)


@given(text=any_text)
def test_spans_are_in_order_inside_and_apart(tokenizer: Tokenizer, text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    tokens = tokenizer.tokenize(text)
    assert len(tokens.ids) == len(tokens.starts) == len(tokens.ends)
    before = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        assert before <= start <= end <= len(text)
        before = end


@given(text=vietnamese_text)
def test_spans_cover_all_but_the_spaces(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.tokenize(text)
    pieces = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert "".join(pieces) == "".join(text.split())


def test_lone_surrogates_are_unknown_characters(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokenize("\ud800").ids == [WORD_MARK_ID, UNKNOWN]


def test_a_long_line_without_spaces_takes_no_quadratic_time(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokenize("công" * 50_000).ends[-1] == 200_000
    assert growth(tokenizer.tokenize, "công" * 6_250, "công" * 50_000) < 8 * 3  # quadratic: 64


def test_every_piece_is_found_by_its_text_and_nothing_else(int8s_files: ModelFiles) -> None:
    vocabulary = Vocabulary.load(int8s_files.pieces, int8s_files.scores, int8s_files.slots)
    pieces = int8s_files.pieces.read_bytes().decode().split("\n")
    expected = {piece: key for key, piece in enumerate(pieces) if piece not in CONTROL_PIECES}
    assert {piece: vocabulary.find(piece) for piece in expected} == expected
    absent = [*CONTROL_PIECES, "", *(piece + "\x00" for piece in pieces[:1_000])]
    assert {vocabulary.find(text) for text in absent} == {None}


def test_a_vocabulary_is_read_as_it_was_made(tmp_path: Path) -> None:
    made = Vocabulary.of(["<s>", "▁a", "b", "ộ"], np.array([0, -1.5, -2, -3], np.float32))
    files = tmp_path / "pieces", tmp_path / "scores", tmp_path / "slots"
    made.save(*files)
    read = Vocabulary.load(*files)
    assert [read.find(text) for text in ("<s>", "▁a", "b", "ộ", "a")] == [None, 1, 2, 3, None]
    assert (read.scores.tolist(), read.least) == ([0, -1.5, -2, -3], -3)


@pytest.mark.parametrize("piece", ["a\nb", "x" * (LONGEST_PIECE + 1)])
def test_a_vocabulary_that_the_format_cannot_hold_is_refused(piece: str) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary.of([piece], np.zeros(1, np.float32))
