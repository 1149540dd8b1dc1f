"""Programs in processes of their own that are told and answer in JSON, a line each; in any interpreter."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.errors import EvalError

ROOT = Path(__file__).resolve().parents[2]


def program(python: Path, module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package in another interpreter, which has nothing of ours."""
    start = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); runpy.run_module({module!r}, run_name='__main__')"
    return [str(python), "-c", start, *arguments]


class Program:
    """A program that runs; `name` is what an error calls it."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self.name = name
        self._process = process

    def tell(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """What it answers to a message."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """What it says next.

        Raises:
            EvalError: it ended.
        """
        assert self._process.stdout is not None
        # Libraries write lines of their own.
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise EvalError(f"The process of {self.name} ended.", help="Look at what it wrote to stderr.")


@contextmanager
def started(name: str, command: list[str], environment: Mapping[str, str] | None = None) -> Iterator[Program]:
    """A program that runs until the end of the block."""
    with subprocess.Popen(  # noqa: S603 - our own script
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Program(name, process)
        finally:
            process.terminate()
