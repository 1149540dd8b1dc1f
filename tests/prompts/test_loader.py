"""Prompt files: strict front matter, declared variables, and a hash that changes with every letter."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from prompts.loader import PromptError, load, parse

FILES = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))
GOOD = "---\nname: a.vi\nversion: 1\npurpose: p\nvariables: x y\n---\n=== system ===\nS $x {$$}\n=== user ===\nU $y\n"


def test_there_is_each_prompt_in_both_languages() -> None:
    names = {"answer", "brief", "condense", "judge_support", "judge_correctness"}
    assert {f"{name}.{language}" for name in names for language in ("vi", "en")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_loads_and_renders_the_same_each_time(name: str) -> None:
    prompt = load(name)
    values = {variable: f"<{variable}>" for variable in prompt.variables}
    assert prompt.render(**values) == prompt.render(**values)
    assert all(value in prompt.render(**values).user + prompt.render(**values).system for value in values.values())
    assert len(prompt.hash) == 64
    assert prompt.identity.startswith(f"{name}@{prompt.version}#")


def test_values_are_put_in_as_they_are() -> None:
    rendered = parse(GOOD, "a.vi").render(x="$y {0} %s", y="$x")
    assert (rendered.system, rendered.user) == ("S $y {0} %s {$}", "U $x")


@pytest.mark.parametrize("values", [{"x": "1"}, {"x": "1", "y": "2", "z": "3"}, {}])
def test_missing_and_surplus_variables_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(PromptError):
        parse(GOOD, "a.vi").render(**values)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\nname", "name"),
        ("version: 1\n", ""),
        ("purpose: p", "purpose:"),
        ("x y", "x"),
        ("x y", "x y z"),
        ("$$", "$"),
        ("=== user ===", "== user =="),
        ("=== system ===", "text\n=== system ==="),
        ("a.vi", "b.vi"),
        ("purpose: p", "purpose: p\nmore: 1"),
    ],
)
def test_a_wrong_file_is_refused(old: str, new: str) -> None:
    with pytest.raises(PromptError):
        parse(GOOD.replace(old, new), "a.vi")


@pytest.mark.parametrize("name", ["none.vi", "../secret.vi", "answer", "answer.fr", "ANSWER.vi"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(PromptError):
        load(name)


def test_the_hash_is_of_every_letter() -> None:
    assert parse(GOOD, "a.vi").hash != parse(GOOD.replace("S ", "s "), "a.vi").hash
