"""The threat model names tests that are there, for every threat."""

from __future__ import annotations

import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = re.search(r"(?s)<!-- threats -->\n(.*?)<!-- end of threats -->", PAGE)


def rows() -> list[list[str]]:
    assert ROWS is not None
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in ROWS[1].strip().splitlines()]
    assert cells[0] == ["from", "threat", "mitigation", "tests"]
    return cells[2:]


def test_every_threat_has_a_mitigation_and_tests_that_exist() -> None:
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"^\s*(?:async )?def (test_\w+)\(", written, re.MULTILINE))
    assert len(rows()) > 20
    for source, threat, mitigation, tests in rows():
        named = re.findall(r"`(\w+)`", tests)
        assert named, threat
        assert mitigation, threat
        assert set(named) <= known, f"{threat}: {set(named) - known}"
        assert source in ("articles", "callers", "model", "operation")


def test_everyone_who_is_not_trusted_is_dealt_with() -> None:
    assert {source for source, *_ in rows()} == {"articles", "callers", "model", "operation"}
