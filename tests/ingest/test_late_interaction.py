"""Late vectors survive the catalog, and damage never passes for data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from ingest import late_interaction
from ingest.chunking import chunk
from ingest.embedding.base import Embedder, TextEncoding, unit_rows
from ingest.embedding.e5 import QUERY_PREFIX, E5Embedder
from ingest.late_interaction import MAX_TOKENS, centre, encode, laid_out, pack, recipe, unpack
from ingest.models import Article, Passage, Sentence
from ingest.token_mean import compute, document_mean, english_question_mean
from tests.fakes import HashEmbedder

TEXT = "Hai bên ký biên bản ghi nhớ. Hội nghị diễn ra ngày 23-10.\n\nẢnh: TY"


def made_up(dimension: int, tokens: int, seed: int = 0) -> tuple[Passage, list[np.ndarray], TextEncoding]:
    draw = np.random.default_rng(seed)
    sentences = (Sentence(10, 10 + tokens), Sentence(10 + tokens, 10 + 2 * tokens))
    passage = Passage("p", "a", 0, 10, 10 + 2 * tokens, "x" * 2 * tokens, "Tựa", sentences)
    spans = np.array([[4 + 2 * i, 6 + 2 * i] for i in range(-2, tokens)], np.int32)
    rows = unit_rows(draw.normal(size=(len(spans), dimension)).astype(np.float32))
    vectors = list(unit_rows(draw.normal(size=(2, dimension)).astype(np.float32)))
    return passage, vectors, TextEncoding(rows[0], rows, spans)


@settings(max_examples=40, deadline=None)
@given(dimension=strategies.integers(2, 33), tokens=strategies.integers(1, 40), seed=strategies.integers(0, 99))
def test_what_is_packed_comes_back(dimension: int, tokens: int, seed: int) -> None:
    passage, vectors, encoding = made_up(dimension, tokens, seed)
    assert encoding.tokens is not None
    mean = np.full(dimension, 0.05, np.float32)
    found = unpack(pack(passage, vectors, encoding, mean), 2, dimension)
    assert found is not None
    np.testing.assert_allclose(found.sentences, vectors, atol=1e-3)
    assert found.first_tokens.tolist() == [0, tokens // 2]
    assert found.starts.tolist() == list(range(0, 2 * tokens, 2))  # the context line's two tokens are gone
    own = centre(encoding.tokens[2:], mean)
    unit = found.codes * found.factors[:, None]
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), 1, atol=2e-3)
    assert float((unit * own).sum(axis=1).min()) > 0.9


@settings(max_examples=60, deadline=None)
@given(data=strategies.data())
def test_damage_is_told(data: strategies.DataObject) -> None:
    passage, vectors, encoding = made_up(8, 6)
    blob = pack(passage, vectors, encoding, np.zeros(8, np.float32))
    place = data.draw(strategies.integers(0, len(blob) - 1))
    flip = data.draw(strategies.integers(1, 255))
    assert unpack(blob[:place] + bytes([blob[place] ^ flip]) + blob[place + 1 :], 2, 8) is None
    assert unpack(blob[:place], 2, 8) is None
    assert unpack(blob + b"x", 2, 8) is None


def test_what_fits_no_passage_is_not_used() -> None:
    passage, vectors, encoding = made_up(8, 6)
    blob = pack(passage, vectors, encoding, np.zeros(8, np.float32))
    assert unpack(None, 2, 8) is None
    assert unpack(b"", 2, 8) is None
    assert unpack(blob, 3, 8) is None
    assert unpack(blob, 2, 9) is None
    assert unpack(blob, 2, 8) is not None


def test_endless_passages_keep_their_first_tokens() -> None:
    passage, vectors, encoding = made_up(4, MAX_TOKENS + 50)
    found = unpack(pack(passage, vectors, encoding, np.zeros(4, np.float32)), 2, 4)
    assert found is not None
    assert len(found.codes) == len(found.starts) == MAX_TOKENS


def test_an_embedder_without_tokens_gives_sentences() -> None:
    (passage,) = chunk(Article("a", TEXT, title="Tựa", published="2025-10-23"))
    embedder = HashEmbedder()
    ((vector, blob),) = encode(embedder, [passage], tokens=True)
    found = unpack(blob, len(passage.sentences), 64)
    assert found is not None
    assert np.array_equal(vector, embedder.encode_passages([passage.embedded_text])[0].vector)
    alone = embedder.encode_passages([TEXT[one.start : one.end] for one in passage.sentences])
    np.testing.assert_allclose(found.sentences, [one.vector for one in alone], atol=1e-3)
    assert found.codes.shape == (0, 64)
    assert recipe(embedder, tokens=True) == {"recipe": "sentences-f16.1", "token_mean": ""}


def test_the_bundled_embedder_gives_tokens(embedder: Embedder) -> None:
    (passage,) = chunk(Article("a", TEXT, title="Tựa", published="2025-10-23"))
    ((_, with_tokens),) = encode(embedder, [passage], tokens=True)
    ((_, without),) = encode(embedder, [passage], tokens=False)
    found = unpack(with_tokens, len(passage.sentences), 384)
    bare = unpack(without, len(passage.sentences), 384)
    assert found is not None
    assert bare is not None
    assert passage.text[found.starts[0] :].startswith("Hai bên")
    assert all(
        passage.text[found.starts[first] :].startswith(TEXT[one.start : one.start + 3])
        for first, one in zip(found.first_tokens, passage.sentences, strict=True)
    )
    assert np.array_equal(found.sentences, bare.sentences)
    assert bare.codes.shape == (0, 384)
    assert recipe(embedder, tokens=True) != recipe(embedder, tokens=False)
    assert len(with_tokens) < 250 * len(found.codes) + 800 * len(passage.sentences)


def test_the_means_are_what_the_command_makes(embedder: Embedder, models_dir: Path) -> None:
    if embedder.identity.precision != "int8s":
        pytest.skip("the constants were computed with int8s")
    made = compute(embedder, E5Embedder(models_dir, passage_prefix=QUERY_PREFIX))
    model = embedder.identity.model
    np.testing.assert_allclose(made[0], document_mean(model, 384), atol=1e-3)
    np.testing.assert_allclose(made[1], english_question_mean(model, 384), atol=1e-3)
    assert not document_mean("another", 7).any()


@pytest.mark.parametrize("dimension", [8, 7])
def test_similarities_are_products_of_the_codes(dimension: int) -> None:
    passage, vectors, encoding = made_up(dimension, 6)
    found = unpack(pack(passage, vectors, encoding, np.zeros(dimension, np.float32)), 2, dimension)
    assert found is not None
    question = np.random.default_rng(3).standard_normal((5, dimension)).astype(np.float32)
    wanted = (found.codes * found.factors[:, None]) @ question.T
    np.testing.assert_allclose(found.similarities(laid_out(question)), wanted, atol=1e-6)


class Counting(HashEmbedder):
    """Notes how many texts it is given at once with their tokens wanted."""

    supports_tokens = True

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[int] = []

    def encode_passages(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        if tokens:
            self.at_once.append(len(texts))
        return super().encode_passages(texts, tokens=tokens)


def test_a_long_article_is_encoded_in_parts_to_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"Đoạn {n} kể về cây cầu số {n}. Cầu dài {n * 7} m. " * 8 for n in range(40))
    passages = chunk(Article("a", text))
    monkeypatch.setattr(late_interaction, "AT_ONCE", 7)
    embedder = Counting()
    parts = encode(embedder, passages, tokens=True)
    assert sum(embedder.at_once) == len(passages) > 14
    assert max(embedder.at_once) == 7
    monkeypatch.setattr(late_interaction, "AT_ONCE", 10_000)
    whole = encode(HashEmbedder(), passages, tokens=True)
    assert [packed for _, packed in parts] == [packed for _, packed in whole]
    np.testing.assert_array_equal([vector for vector, _ in parts], [vector for vector, _ in whole])
