"""haiku.rag, asked in a process of its own, since it needs another Python and other packages than ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.peers.replies import Cited, Reply
from evals.peers.sample import Corpus
from evals.peers.serving import program


class Haiku:
    """A worker that answers over all corpora."""

    def __init__(self, name: str, worker: subprocess.Popen[str]) -> None:
        self.name = name
        self._worker = worker
        self.version = str(self._heard()["version"])

    def fill(self, corpus: Corpus) -> None:
        """Give it a corpus, in the passages that all systems get."""
        titles = corpus.titles()
        units = [
            {"article_id": one.article_id, "title": titles[one.article_id], "text": one.text} for one in corpus.units
        ]
        self._say({"corpus": corpus.name, "units": units})

    def ask(self, corpus: str, question: str) -> Reply:
        """Its answer, and the passages that it registered as citations."""
        found = self._say({"corpus": corpus, "question": question})
        return Reply(
            text=found["text"],
            cited=tuple(Cited.model_validate(one) for one in found["citations"]),
            error=found["error"],
        )

    def _say(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._worker.stdin is not None
        self._worker.stdin.write(json.dumps(message) + "\n")
        self._worker.stdin.flush()
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self._worker.stdout is not None
        # Libraries write lines of their own.
        for line in self._worker.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise EvalError("haiku.rag's process ended.", help="Look at what it wrote to stderr.")


@contextmanager
def haiku(
    name: str, python: Path, folder: Path, corpora: Sequence[Corpus], llm: str, embeddings: str, passages: int
) -> Iterator[Haiku]:
    """Start a worker, filled with the corpora in `folder`, which must be new.

    Raises:
        EvalError: it ended.
    """
    folder.mkdir(parents=True)
    options = ("--llm", llm, "--embeddings", embeddings, "--passages", str(passages))
    command = program(python, "evals.peers.haiku_worker", str(folder), *options)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:  # noqa: S603
        try:
            system = Haiku(name, worker)
            for corpus in corpora:
                system.fill(corpus)
            yield system
        finally:
            worker.terminate()
