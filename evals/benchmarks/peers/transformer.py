"""The bundled model's weights as sentence-transformers reads them, so that others embed with the same model as ours.

Hugging Face's files, written by their formats: `model.safetensors` (a length, a JSON header, the tensors), a BERT's
`config.json`, `tokenizer.json` of a Unigram model with SentencePiece's nmt_nfkc rules. The 4-bit weights become the
floats that they stand for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embedding.base import Floats
from ingest.embedding.image import WeightImage
from ingest.embedding.tokenizer import BEGIN, CONTROL_PIECES, END, PAD, UNKNOWN, WORD_MARK

WINDOW = 512
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_transformer(image: WeightImage, folder: Path) -> None:
    """Write a folder that `SentenceTransformer(folder)` loads: the tokens' mean at unit length, without prefixes."""
    (folder / "1_Pooling").mkdir(parents=True)
    tokens = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "cls_token": "<s>"}
    texts: dict[str, dict[str, Any] | list[dict[str, Any]]] = {
        "config.json": _config(image),
        "tokenizer.json": tokenizer(image),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": WINDOW,
            "sep_token": "</s>",
            **tokens,
        },
        "sentence_bert_config.json": {"max_seq_length": WINDOW, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": image.hidden, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (path, kind) in enumerate(
                (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
            )
        ],
    }
    for name, text in texts.items():
        (folder / name).write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    _write_safetensors(dict(tensors(image)), folder / "model.safetensors")


def _config(image: WeightImage) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": image.hidden,
        "num_hidden_layers": image.layers,
        "num_attention_heads": image.heads,
        "intermediate_size": image.feed_forward,
        "vocab_size": image.vocabulary,
        "max_position_embeddings": WINDOW,
        "type_vocab_size": len(image.floats("emb.type")) // image.hidden,
        "hidden_act": "gelu",
        "layer_norm_eps": image.epsilon,
        "pad_token_id": PAD,
    }


def tokenizer(image: WeightImage) -> dict[str, Any]:
    """What `tokenizers` reads: the same pieces for a text as ours, between `<s>` and `</s>`."""
    metaspace = {"type": "Metaspace", "replacement": WORD_MARK, "prepend_scheme": "always", "split": True}
    around = [("<s>", BEGIN), ("</s>", END)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": image.pieces.index(piece),
                "content": piece,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for piece in CONTROL_PIECES
            if piece in image.pieces
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}},
            ],
            "pair": [{"Sequence": {"id": one, "type_id": 0}} for one in "AB"],
            "special_tokens": {name: {"id": name, "ids": [number], "tokens": [name]} for name, number in around},
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": UNKNOWN,
            "byte_fallback": False,
            "vocab": [[piece, score] for piece, score in zip(image.pieces, image.scores.tolist(), strict=True)],
        },
    }


def tensors(image: WeightImage) -> Iterator[tuple[str, Floats]]:
    """The weights by BERT's names, float32, (outputs, inputs)."""
    yield "embeddings.word_embeddings.weight", image.matrix("emb.word", image.hidden)
    for name, ours in (("position", "emb.pos"), ("token_type", "emb.type")):
        yield f"embeddings.{name}_embeddings.weight", image.floats(ours).reshape(-1, image.hidden)
    yield from _norm("embeddings.LayerNorm", image, "emb.ln")
    for layer in range(image.layers):
        theirs, ours = f"encoder.layer.{layer}.", f"l{layer}."
        for short, name in _DENSE.items():
            inputs = image.feed_forward if short == "fo" else image.hidden
            yield theirs + name + ".weight", image.matrix(f"{ours}{short}.w", inputs)
            yield theirs + name + ".bias", image.floats(f"{ours}{short}.b")
        for short, name in _NORMS.items():
            yield from _norm(theirs + name, image, ours + short)


def _norm(name: str, image: WeightImage, ours: str) -> Iterator[tuple[str, Floats]]:
    yield name + ".weight", image.floats(ours + ".w")
    yield name + ".bias", image.floats(ours + ".b")


def _write_safetensors(found: dict[str, Floats], file: Path) -> None:
    header, at = dict[str, dict[str, Any]](), 0
    for name, tensor in found.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    written = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    with file.open("wb") as out:
        out.write(len(written).to_bytes(8, "little") + written)
        for tensor in found.values():
            out.write(np.ascontiguousarray(tensor, "<f4").data)
