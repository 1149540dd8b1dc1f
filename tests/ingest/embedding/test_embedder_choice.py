"""Identity, settings, precision and the factory: which embedder a user gets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from llama_index.core.embeddings import MockEmbedding
from pydantic import ValidationError

from ingest.embedding.base import EmbedderIdentity, unit_rows
from ingest.embedding.factory import default_prefixes, load_embedder
from ingest.embedding.precision import precision_for, precision_here
from ingest.embedding.settings import EmbeddingSettings
from trichdan.errors import EmbedderCallError, EmbedderMissingError

IDENTITY = EmbedderIdentity("multilingual-e5-small", "r1", "int8s", 384, "query: ", "passage: ")


def install_fake(monkeypatch: pytest.MonkeyPatch, module: str, name: str, value: object) -> None:
    fake = ModuleType(module)
    setattr(fake, name, value)
    monkeypatch.setitem(sys.modules, module, fake)


def test_identity_survives_json() -> None:
    assert EmbedderIdentity.from_dict(json.loads(json.dumps(IDENTITY.as_dict()))) == IDENTITY


def test_identity_describes_itself_in_one_line() -> None:
    assert IDENTITY.describe() == (
        "multilingual-e5-small (r1, int8s, 384 dimensions, prefixes 'query: ' and 'passage: ')"
    )


@pytest.mark.parametrize("change", [{"dimension": "384"}, {"surplus": 1}, {"model": None}])
def test_identity_refuses_what_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no embedder identity"):
        EmbedderIdentity.from_dict({**IDENTITY.as_dict(), **change})


def test_unit_rows_leave_zeros_alone() -> None:
    import numpy as np

    rows = unit_rows(np.array([[3, 4], [0, 0]], np.float32))
    assert rows.dtype == np.float32
    assert np.allclose(rows, np.array([[0.6, 0.8], [0, 0]]), atol=1e-7)


@pytest.mark.parametrize(
    ("cpuinfo", "precision"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni\n", "int8s"),
        ("flags\t\t: avx2 avx_vnni\n", "int8s"),
        ("flags : amx_tile amx_int8", "int8s"),
        ("flags\t\t: fpu avx2 avx512f avx5124vnniw avx512_4vnniw\n", "fp32"),
        ("model name : no flags, but avx512_vnni in words\nFeatures : asimddp\n", "fp32"),
        ("", "fp32"),
    ],
)
def test_precision_by_cpu(cpuinfo: str, precision: str) -> None:
    assert precision_for(cpuinfo) == precision


def test_precision_without_cpuinfo(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", refuse)
    assert precision_here() == "fp32"


@pytest.mark.parametrize("model", ["", "e5", "hf:", "openai:", "https://example.org/model"])
def test_unknown_models_are_refused_with_a_sentence(model: str) -> None:
    with pytest.raises(ValidationError, match="use 'bundled', 'hf:<name>' or 'openai:<name>'"):
        EmbeddingSettings(model=model)


def test_settings_print_no_key() -> None:
    shown = repr(EmbeddingSettings.model_validate({"model": "openai:x", "api_key": "very-secret"}))
    assert "very-secret" not in shown


@pytest.mark.parametrize(
    ("model", "prefixes"),
    [
        ("hf:intfloat/multilingual-e5-large", ("query: ", "passage: ")),
        ("hf:intfloat/e5-base-v2", ("query: ", "passage: ")),
        ("openai:e5-large", ("query: ", "passage: ")),
        ("hf:BAAI/bge-m3", ("", "")),
        ("openai:text-embedding-3-small", ("", "")),
        ("hf:google/embeddinggemma-300m", ("task: search result | query: ", "title: none | text: ")),
    ],
)
def test_prefixes_by_model(model: str, prefixes: tuple[str, str]) -> None:
    assert default_prefixes(model) == prefixes


def test_instruct_models_get_an_instruction_for_queries_only() -> None:
    query, passage = default_prefixes("hf:intfloat/multilingual-e5-large-instruct")
    assert query.startswith("Instruct: ")
    assert query.endswith("\nQuery: ")
    assert passage == ""


def test_bundled_is_the_default(models_dir: Path) -> None:
    found = load_embedder(EmbeddingSettings(precision="int8s", query_prefix="q: "), models_dir)
    assert found.supports_tokens
    assert (found.identity.precision, found.identity.query_prefix) == ("int8s", "q: ")


@pytest.mark.parametrize(
    ("model", "module", "extra"),
    [
        ("hf:intfloat/multilingual-e5-base", "llama_index.embeddings.huggingface", "trichdan[hf]"),
        ("openai:bge-m3", "llama_index.embeddings.openai_like", "trichdan[openai-embeddings]"),
    ],
)
def test_a_missing_package_names_its_extra(
    model: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EmbedderMissingError, match="not installed") as caught:
        load_embedder(EmbeddingSettings(model=model), tmp_path)
    assert extra in caught.value.help


@pytest.mark.parametrize(
    ("base_url", "key", "sent"),
    [
        ("http://127.0.0.1:9/v1", None, "not-needed"),
        ("http://127.0.0.1:9/v1", "mine", "mine"),
        (None, None, None),
        (None, "mine", "mine"),
    ],
)
def test_openai_gets_address_and_key(
    base_url: str | None, key: str | None, sent: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, Any]] = []

    def make(**options: Any) -> MockEmbedding:
        calls.append(options)
        return MockEmbedding(embed_dim=5)

    install_fake(monkeypatch, "llama_index.embeddings.openai_like", "OpenAILikeEmbedding", make)
    chosen = {"model": "openai:bge-m3", "base_url": base_url, "api_key": key}
    found = load_embedder(EmbeddingSettings.model_validate(chosen), tmp_path)
    assert found.identity == EmbedderIdentity("openai:bge-m3", "llama-index.1", "remote", 5, "", "")
    assert [(call["model_name"], call["api_base"], call["api_key"]) for call in calls] == [("bge-m3", base_url, sent)]


def test_hugging_face_gets_the_name_and_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(model_name: str, cache_folder: str) -> MockEmbedding:
        assert (model_name, cache_folder) == ("intfloat/multilingual-e5-base", str(tmp_path / "hf"))
        return MockEmbedding(embed_dim=3)

    install_fake(monkeypatch, "llama_index.embeddings.huggingface", "HuggingFaceEmbedding", make)
    found = load_embedder(EmbeddingSettings(model="hf:intfloat/multilingual-e5-base"), tmp_path)
    assert found.identity.query_prefix == "query: "
    assert found.identity.dimension == 3


def test_a_hugging_face_model_that_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OSError("no such repository")

    install_fake(monkeypatch, "llama_index.embeddings.huggingface", "HuggingFaceEmbedding", fail)
    with pytest.raises(EmbedderCallError, match="no such repository"):
        load_embedder(EmbeddingSettings(model="hf:nobody/nothing"), tmp_path)
