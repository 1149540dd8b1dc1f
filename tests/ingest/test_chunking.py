"""Passages: contiguous, complete, deterministic, near the target length; and their LlamaIndex face."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.chunk_settings import ChunkSettings
from ingest.chunking import chunk
from ingest.models import Article, Passage, normalise
from ingest.sentences import split_sentences
from ingest.sources.files import ArticleFile, read_path

SEEDS = Path(__file__).parents[2] / "seeds"
SMALL = ChunkSettings(target_words=8, max_words=16)


def seed(name: str) -> Article:
    item = next(read_path(next(SEEDS.glob(f"{name}*.txt"))))
    assert isinstance(item, ArticleFile)
    return item.article


def article(text: str, **fields: str) -> Article:
    return Article(id="a", text=normalise(text), **fields)


def paragraph(words: int) -> str:
    return "Từ " + "từ " * (words - 2) + "cuối."


def spans(passages: list[Passage]) -> list[int]:
    return [len(one.text.split()) for one in passages]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u3000"])
def test_nothing_to_read_gives_no_passage(text: str) -> None:
    assert chunk(article(text)) == []


def test_passages_end_where_paragraphs_end() -> None:
    text = "\n\n".join(paragraph(60) for _ in range(6))
    assert spans(chunk(article(text))) == [120, 120, 120]


def test_small_paragraphs_are_put_together_and_none_is_left_over() -> None:
    text = "\n\n".join(paragraph(12) for _ in range(21))
    lengths = spans(chunk(article(text)))
    assert sum(lengths) == 12 * 21
    assert all(80 <= length <= 140 for length in lengths)


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    passages = chunk(article(" ".join(paragraph(30) for _ in range(10))))
    assert all(length % 30 == 0 and length <= 180 for length in spans(passages))


def test_the_title_stays_with_the_first_paragraph() -> None:
    text = f"Công an hai tỉnh họp\n\n{paragraph(110)}\n\n{paragraph(110)}"
    assert chunk(article(text))[0].text.startswith("Công an hai tỉnh họp\n\nTừ")
    assert len(chunk(article(text))) == 2


LEAD = " ".join(["Từ", *["từ"] * 39])
"""Without a title the first sentence stands in, cut to 40 words."""


@pytest.mark.parametrize(
    ("fields", "first", "second"),
    [
        ({"title": "Hội nghị", "published": "2024-06-27"}, "2024-06-27", "Hội nghị (2024-06-27)"),
        ({"title": "Hội nghị"}, "", "Hội nghị"),
        ({"published": "2024"}, "2024", f"{LEAD} (2024)"),
        ({}, "", LEAD),
    ],
)
def test_context(fields: dict[str, str], first: str, second: str) -> None:
    passages = chunk(article(f"Hội nghị\n\n{paragraph(110)}\n\n{paragraph(110)}", **fields))
    assert [one.context for one in passages] == [first, second]
    assert passages[1].embedded_text == (f"{second}\n" if second else "") + passages[1].text


def test_ids_depend_on_what_is_embedded_and_on_nothing_else() -> None:
    one = seed("000")
    ids = [passage.id for passage in chunk(one)]
    assert ids == [passage.id for passage in chunk(replace(one, url="https://example.org"))]
    assert all(re.fullmatch("p_[0-9a-f]{20}", passage_id) for passage_id in ids)
    for changed in (replace(one, id="b"), replace(one, title="Khác"), replace(one, published="2020")):
        assert not set(ids) & {passage.id for passage in chunk(changed)}


def test_ids_are_stable_between_versions() -> None:
    """If this fails, stored passages will all be embedded again: raise RECIPE_VERSION, and say so in the changelog."""
    assert chunk(seed("000"))[0].id == "p_a21438b6edc22606d8fb"
    assert ChunkSettings().recipe == "sentences-3/110/180"


def test_rows_far_from_their_header_are_found_by_it() -> None:
    rows = "\n".join(f"Huyện thứ {number}\t{number}" for number in range(1, 61))
    first, *others = chunk(article(f"Huyện\tSố ca\n{rows}", title="Dịch", published="2024-05"))
    assert first.context == "Dịch (2024-05)"
    assert others
    assert {one.context for one in others} == {"Dịch (2024-05): Huyện, Số ca"}


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValidationError, match="max_words must not be less than target_words"):
        ChunkSettings(target_words=100, max_words=50)
    with pytest.raises(ValidationError):
        ChunkSettings(target_words=0)


PIECES = st.sampled_from(
    ["Công an tỉnh họp.", "đó", " ", "\n", "\n\n", "“", "”", "…", "./.", "Ảnh: TY", "\u200b", "🙂", "a\u0301", "1.234",
     "\ufeff", "x" * 50, "từ " * 40, "; ", "\r\n", "\x00", "\u2029"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=80).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS.map(normalise), st.sampled_from([ChunkSettings(), SMALL]))
def test_every_sentence_is_in_exactly_one_passage(text: str, recipe: ChunkSettings) -> None:
    if text != normalise(text):
        return
    whole = Article(id="a", text=text, published="2024")
    passages = chunk(whole, recipe)
    assert [one for passage in passages for one in passage.sentences] == split_sentences(text)
    position = 0
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert text[passage.start : passage.end] == passage.text
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
        assert text[position : passage.start].strip() == ""
        position = passage.end
    assert text[position:].strip() == ""
    assert len({passage.id for passage in passages}) == len(passages)
    assert chunk(whole, recipe) == passages


@pytest.mark.parametrize("text", ["a" * 200_000, "a\n" * 10_000, "Từ. " * 10_000], ids=["word", "lines", "sentences"])
def test_large_articles_stay_within_the_limit(text: str) -> None:
    assert all(length <= 180 for length in spans(chunk(article(text))))
