"""What import-linter can't check: only `service/language/` holds lists and patterns of words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from service.language.languages import CODES
from service.language.stopwords import QUESTION_STOPWORDS, STOPWORDS
from tests.conftest import ROOT

SERVICE = ROOT / "service"

SAID = {
    "service/answerability/reasons.py": {"_SENTENCES", "NOTHING_LEFT"},
    "service/answering/collection.py": {"_SAID"},
    "service/answering/comparisons.py": {"_MISSING"},
    "service/answering/conflicts.py": {"_SAID", "_UNDATED"},
    "service/answering/newest.py": {"_LATEST"},
    "service/answering/parts.py": {"_MISSING"},
    "service/answering/premises.py": {"_SENTENCES"},
    "service/answering/small_talk.py": {"_REPLIES"},
    "service/answering/summaries.py": {"_UNKNOWN", "_WHICH"},
    "service/llm/protocol.py": {"_FORMATS", "PROSE"},
    "service/llm/sent_back.py": {"_ASKED", "_REASONS", "_OTHERWISE"},
    "service/wire/sources.py": {"_HEADINGS"},
    "service/wire/wording.py": {"_REFUSALS", "_UNCERTAIN"},
}
"""Sentences that the service itself says, to people or to a model: nothing is looked for with them."""

OTHERWISE = {
    "service/http/logs.py": {"FIELDS"},
    "service/http/metrics.py": {"__init__"},
    "service/llm/client.py": {"_adapts"},
    "service/settings.py": {"_RATE"},
}
"""Words of an API, not of a language."""

VIETNAMESE = re.compile(r"[à-ãèéêìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_]{2,}(?:(?: |\\s\+)[^\W\d_]+)*")
LISTING = re.compile(r"[^\W\d_]+(?:[\s,]+[^\W\d_]+)*")
ALTERNATIVES = 3
"""So many alternatives that are words make a list of words of a pattern."""

HOME = 20
"""So many stop words in a string or a collection make a list of stop words of it."""

OPENINGS = {"ingest/sentence_ends.py", "ingest/sentence_kinds.py"}
"""How sentences begin, mostly with stop words: by that ends and captions are told, and no word is left out."""

PHRASES = {"service/language/shade_words.py"}
"""Phrases that announce a sum or tie facts together: what they say of a statement counts, and none is left out."""

LISTED = 5
"""So many lower-case words in a collection make a list; fewer are parameters and methods."""


def text_of(node: ast.AST) -> str | None:
    """A string as it is written, what is filled into it left out; None for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "()" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_words(node: ast.AST) -> bool:
    """Whether an expression is a list or a pattern of words."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        return len((text_of(node.func.value) or "").split()) >= ALTERNATIVES
    if isinstance(node, ast.Set | ast.Tuple | ast.List):
        texts = [text_of(one) or "" for one in node.elts]
        return len(texts) >= LISTED and all(text.islower() and text.isalpha() for text in texts)
    text = text_of(node) or ""
    alternatives = [part for part in re.split(r"[|()]|\?:|\\b", text) if WORDS.fullmatch(part)]
    return VIETNAMESE.search(text) is not None or ("|" in text and len(alternatives) >= ALTERNATIVES)


def words_in(node: ast.AST, inside: str = "") -> Iterator[tuple[str, str]]:
    """The lists and patterns of words below a node, each with the name of the constant or function that holds it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and text_of(child.value) is not None:
            continue  # a docstring
        name = inside
        if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
            name = child.targets[0].id
        elif isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
            name = child.target.id
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = child.name
        if is_words(child):
            yield name, ast.unparse(child)
        else:
            yield from words_in(child, name)


def elsewhere() -> list[Path]:
    """The modules of the service outside the room of language."""
    return [path for path in sorted(SERVICE.rglob("*.py")) if SERVICE / "language" not in path.parents]


def found(path: Path) -> list[tuple[str, str]]:
    return list(words_in(ast.parse(path.read_text("utf-8"))))


def test_only_the_room_of_language_holds_words() -> None:
    held = []
    for path in elsewhere():
        name = path.relative_to(ROOT).as_posix()
        allowed = SAID.get(name, set()) | OTHERWISE.get(name, set())
        held += [f"{name}: {inside}: {words[:80]}" for inside, words in found(path) if inside not in allowed]
    assert held == []


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings in a module with their lines: those of a collection and those that are joined as one."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.expr):
            continue
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            yield node.lineno, " ".join(text_of(one) or "" for one in node.elts)
        elif (text := text_of(node)) is not None:
            yield node.lineno, text


def test_stop_words_have_one_home() -> None:
    stops = frozenset().union(*STOPWORDS.values(), *QUESTION_STOPWORDS.values())
    held = {
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for folder in ("service", "ingest", "trichdan")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, text in strings(path)
        if LISTING.fullmatch(text.strip()) and len(stops.intersection(re.split(r"[\s,]+", text))) >= HOME
    }
    assert {place.partition(":")[0] for place in held} == {"service/language/stopwords.py", *OPENINGS, *PHRASES}, held


def tables(path: Path) -> Iterator[tuple[int, set[str]]]:
    """The tables by language in a module: dictionaries with two languages' codes among their keys."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            keys = {text for key in node.keys if key is not None and (text := text_of(key)) is not None}
            if len(keys & set(CODES)) > 1:
                yield node.lineno, keys


def lacking(codes: Sequence[str]) -> list[str]:
    """The tables, strings and prompts that don't have all of these languages."""
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line} lacks {', '.join(sorted(set(codes) - keys))}"
        for path in sorted(SERVICE.rglob("*.py"))
        for line, keys in tables(path)
        if not keys >= set(codes)
    ]
    strings = json.loads((SERVICE / "page" / "web" / "strings.json").read_text("utf-8"))
    found += [f"strings.json: {name}" for name, texts in strings.items() if set(texts) != set(codes)]
    names = {path.name.partition(".")[0] for path in (ROOT / "prompts").glob("*.md")}
    prompts = [ROOT / "prompts" / f"{name}.{code}.md" for name in sorted(names) for code in codes]
    return found + [f"prompts/{path.name}" for path in prompts if not path.exists()]


def test_whatever_is_written_by_language_has_every_language() -> None:
    assert lacking(CODES) == []


def test_a_new_language_is_missed_everywhere() -> None:
    """As docs/architecture.md says, and in the modules that it lists."""
    told = " ".join(lacking((*CODES, "km")))
    modules = [
        "stopwords",
        "answer_types",
        "question",
        "credit_words",
        "part_words",
        "lexicon",
        "shade_words",
        "name_reading",
        "wording",
    ]
    assert [name for name in modules if f"/{name}.py:" not in told] == []
    assert "strings.json: " in told
    assert "prompts/answer.km.md" in told
    listed = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Add a language")[2]
    assert [name for name in modules if f"{name}.py" not in listed] == []


def test_nothing_is_allowed_that_is_no_longer_there() -> None:
    for allowed in (SAID, OTHERWISE):
        for name, constants in allowed.items():
            assert constants <= {inside for inside, _ in found(ROOT / name)}, name


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ('X = "cua ông"', ["X"]),
        ('X = re.compile(r"\\b(?:who|whom|whose)\\b")', ["X"]),
        ('Y = "a"\nX = re.compile(rf"\\b(?:{Y} who|when|where the|why)\\b")', ["X"]),
        ('X: set[str] = frozenset(("thu", "lan", "khoa", "quy", "dot"))', ["X"]),
        ('def f():\n    return "the of an".split()', ["f"]),
        ('"""Ông ấy."""\nX = ("get", "post", "put")\nY = f"{X}: not found"\nZ = r"(?P<a>\\d+)|(?P<b>\\w+)|x"', []),
    ],
)
def test_what_counts_as_words(code: str, held: list[str]) -> None:
    assert [inside for inside, _ in words_in(ast.parse(code))] == held
