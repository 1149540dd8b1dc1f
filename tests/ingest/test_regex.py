"""Expressions that are compiled at their first use do what compiled ones do, and all of them can be compiled."""

import gc
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import ingest
import service.language
from ingest.regex import Regex, regex


def test_is_compiled_once_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_now = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or compile_now(*given))
    words = regex(r"\bAi\b", re.IGNORECASE)
    assert compiled == []
    assert [words.search("Của ai?").span(), words.search("Không"), words.sub("X", "ai, AI")] == [(4, 6), None, "X, X"]
    assert set(compiled) == {(r"\bAi\b", re.IGNORECASE)}
    assert (words.pattern, words.search) == (r"\bAi\b", words.search)


def test_all_of_them_can_be_compiled() -> None:
    for package in (ingest, service.language):
        for module in walk_packages(package.__path__, package.__name__ + "."):
            if module.name != "ingest.ray_engine":  # its library is an extra
                import_module(module.name)
    written = [one for one in gc.get_objects() if type(one) is Regex]
    assert len(written) > 200
    for one in written:
        re.compile(*one._written)


def test_a_fault_is_told_at_its_first_use() -> None:
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.search("")
