"""The types of the wire: each is found under one name, and who names one loads the modules that it needs."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest

from trichdan import wire


def _loaded(code: str) -> list[str]:
    code += "\nimport sys; print(*sorted({'pydantic', *ROOM} & set(sys.modules)))".replace("ROOM", repr(MODULES))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


MODULES = [one.name for one in iter_modules(wire.__path__, "trichdan.wire.")]


def test_what_a_module_defines_is_found_in_the_room() -> None:
    found: dict[str, object] = {}
    for module in map(import_module, MODULES):
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) == module.__name__ and not name.startswith("_"):
                assert found.setdefault(name, value) is value
                assert getattr(wire, name) is value
    assert len(found) == 44
    assert (wire.QUESTION_MAX, wire.LINE_MAX) == (2_000, 2_000)
    with pytest.raises(ImportError, match="Nothing"):
        exec("from trichdan.wire import Nothing")


def test_who_names_one_loads_what_it_needs() -> None:
    assert _loaded("from trichdan.wire import Kind, Reason") == ["trichdan.wire.kinds"]
    needed = [f"trichdan.wire.{name}" for name in ("answers", "fields", "kinds", "questions")]
    assert _loaded("from trichdan.wire import Answer, AskRequest") == ["pydantic", *needed]
