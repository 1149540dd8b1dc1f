"""Prompts as files: front matter (name, version, purpose, variables), then a template with `$name`s.

A prompt is a pure function of its variables: no clock, no state. `$$` is a dollar sign; other braces need no care.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from string import Template

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_KEYS = frozenset({"name", "version", "purpose", "variables"})
_PARTS = re.compile(r"^=== (?P<role>system|user) ===\n", re.MULTILINE)


class PromptError(ValueError):
    """A prompt file or a call of one is wrong. This is a fault of the program, never of its input."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt with its variables filled in."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file. `hash` is the SHA-256 of the whole file, as 64 hex digits: what a run's provenance names."""

    name: str
    version: str
    purpose: str
    variables: frozenset[str]
    hash: str
    system: str
    user: str

    @property
    def identity(self) -> str:
        """Name, version and the start of the hash: `answer.vi@1#0123456789ab`."""
        return f"{self.name}@{self.version}#{self.hash[:12]}"

    def render(self, **values: str) -> Rendered:
        """Fill in the variables. A value is put in as it is; `$` inside a value means nothing.

        Raises:
            PromptError: a declared variable is missing, or one is given that isn't declared.
        """
        missing, surplus = self.variables - values.keys(), values.keys() - self.variables
        if missing or surplus:
            raise PromptError(f"prompt {self.name}: missing {sorted(missing)}, not declared {sorted(surplus)}")
        return Rendered(Template(self.system).substitute(values), Template(self.user).substitute(values))


@lru_cache(maxsize=32)
def load(name: str) -> Prompt:
    """The prompt `name` ("answer.vi") of this package.

    Raises:
        PromptError: there is no such file, or it's not of the form described above.
    """
    file = resources.files("prompts").joinpath(f"{name}.md")
    if not re.fullmatch(r"[a-z_]+\.(?:vi|en)", name) or not file.is_file():
        raise PromptError(f"there is no prompt {name!r}")
    return parse(file.read_text("utf-8"), name)


def parse(text: str, name: str) -> Prompt:
    """Read a prompt file's text; `name` is what its front matter must say.

    Raises:
        PromptError: front matter or parts are missing, or the variables used aren't the ones declared.
    """
    match = _FRONT.match(text)
    if match is None:
        raise PromptError(f"prompt {name}: no front matter")
    front = _front(match["front"], name)
    pieces = _PARTS.split(match["body"])
    if pieces[0].strip() or pieces[1::2] != ["system", "user"]:
        raise PromptError(f"prompt {name}: it needs one system part and then one user part")
    system, user = (piece.strip() for piece in pieces[2::2])
    declared = frozenset(front["variables"].replace(",", " ").split())
    used: set[str] = set()
    for part in (system, user):
        template = Template(part)
        if not template.is_valid():
            raise PromptError(f"prompt {name}: a lone dollar sign; write $$")
        used |= set(template.get_identifiers())
    if used != declared:
        raise PromptError(f"prompt {name}: declares {sorted(declared)}, uses {sorted(used)}")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Prompt(name, front["version"], front["purpose"], declared, digest, system, user)


def _front(text: str, name: str) -> dict[str, str]:
    """The front matter's `key: value` lines, all four and no others."""
    lines = [line.partition(":") for line in text.splitlines() if line.strip()]
    front = {key.strip(): value.strip() for key, _, value in lines}
    if front.keys() != _KEYS or len(lines) != len(_KEYS):
        raise PromptError(f"prompt {name}: the front matter needs each of {sorted(_KEYS)} once")
    if front["name"] != name or not front["version"] or not front["purpose"]:
        raise PromptError(f"prompt {name}: the front matter is of {front['name']!r}, or has no version or purpose")
    return front
