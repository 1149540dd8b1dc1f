"""Over twenty kinds of damage to each of catalog, Chroma and tantivy, each met by a process of its own.

After it: never an abort, a hang or a traceback; never a quote that isn't there; and in the end everything is as it
was, by itself or by running what the message says.
"""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import backup
from service.settings import ServiceSettings
from tests.damage.child import is_a_sentence, run
from tests.damage.kinds import PERMISSIONS, TO_A_FILE, TO_A_FOLDER, Victim
from tests.forking import spawn
from tests.kills import children
from tests.kills.world import World, text_of, write_file

ARTICLES = 12
DEADLINE_S = 120

FILES = {
    "catalog": ["catalog.sqlite3"],
    "chroma": ["chroma.sqlite3", "data_level0.bin", "index_metadata.pickle", "header.bin", "link_lists.bin"],
    "lexical": ["*.term", "meta.json", "*.store", "reached.json", "*.idx", "*.fieldnorm", "*.pos"],
}
"""What is damaged of each store; of a folder's files one after another, a kind each."""


@dataclass(frozen=True)
class Pristine:
    """A data folder with all that may be needed: itself, an older state, another catalog's, a backup, the sources."""

    data: Path
    older: Path
    foreign: Path
    saved: Path
    source: Path
    world: World


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Pristine:
    root, rng, world = tmp_path_factory.mktemp("damage"), random.Random(1), World()
    data, older, foreign, saved, source = (root / name for name in ("data", "older", "foreign", "saved", "news"))
    made = Pristine(data, older, foreign, saved, source, world)
    made.source.mkdir()
    keys = [f"n{number:02}" for number in range(ARTICLES)]
    for folder in (made.foreign, made.data):
        for key in keys:
            _write(made, key, text_of(key, rng))
        _ingest(folder, made.source)
    shutil.copytree(made.data, made.older)
    for key in keys[:2]:
        _write(made, key, text_of(key, rng))
    _ingest(made.data, made.source)
    backup.back_up(ServiceSettings(_env_file=None, data=made.data), made.saved)
    return made


def _write(made: Pristine, key: str, text: str) -> None:
    write_file(made.source, key, text)
    made.world.begin(key, text)
    made.world.acknowledge(key, text)


def _ingest(data: Path, source: Path) -> None:
    """In small steps, so that Chroma writes its index's files too."""
    child = spawn(children.ingest, data, source, data.with_suffix(".embedded"))
    child.join(DEADLINE_S)
    assert child.exitcode == 0


def _victim(store: str, number: int, data: Path, pristine: Pristine) -> Victim:
    """What is damaged: the catalog is a file of the data folder, the others are folders in it."""
    folder, older, foreign = (
        (root if store == "catalog" else root / store) for root in (data, pristine.older, pristine.foreign)
    )
    names = FILES[store]
    file = next(folder.rglob(names[number % len(names)]))
    others = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size and path != file]
    other = data / "chroma" / "chroma.sqlite3" if store == "catalog" else others[number % len(others)]
    return Victim(file, other, folder, older, foreign)


CASES = [
    *((store, kind) for store in FILES for kind in TO_A_FILE),
    *((store, kind) for store in FILES for kind in TO_A_FOLDER),
]


@pytest.mark.parametrize(("store", "kind"), CASES, ids=[f"{store}-{kind}".replace(" ", "_") for store, kind in CASES])
def test_damage_is_healed_or_told(pristine: Pristine, tmp_path: Path, store: str, kind: str) -> None:
    data, result = tmp_path / "data", tmp_path / "result.json"
    shutil.copytree(pristine.data, data)
    number = list(TO_A_FILE).index(kind) if kind in TO_A_FILE else 0
    victim = _victim(store, number, data, pristine)
    (TO_A_FILE | TO_A_FOLDER)[kind](victim)
    world = pristine.world
    rightless = kind in PERMISSIONS
    child = spawn(run, data, pristine.source, pristine.saved, world.texts, world.stored, result, rightless=rightless)
    child.join(DEADLINE_S)
    if kind in PERMISSIONS:
        for path in (victim.folder, victim.file):
            if path.exists():  # it may have been made anew
                path.chmod(0o755)
    assert child.exitcode == 0, f"the process ended with {child.exitcode}"
    found = json.loads(result.read_text("utf-8"))
    assert found["first_faults"] == []
    if found["said"]:  # in the end nothing but a sentence: right only where rights are what lacks
        assert kind in PERMISSIONS or "is a" in kind or "in its place" in kind, found
        assert is_a_sentence(found["said"]), found
        return
    assert (found["faults"], found["last"]) == ([], ""), found
    for _, said in found["commands"]:
        assert not said or is_a_sentence(said), found
    if store != "catalog":
        assert found["commands"] == [["ingest", ""]], found
        assert found["embedded"] == 0, found
