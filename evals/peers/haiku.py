"""haiku.rag, asked in a process of its own, since it needs another Python and other packages than ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.peers.replies import Cited, Reply
from evals.peers.sample import Corpus
from evals.running.programs import Program, program, started


class Haiku:
    """A worker that answers over all corpora."""

    def __init__(self, name: str, worker: Program) -> None:
        self.name = name
        self._worker = worker
        self.version = str(worker.hear()["version"])

    def fill(self, corpus: Corpus) -> None:
        """Give it a corpus, in the passages that all systems get."""
        titles = corpus.titles()
        units = [
            {"article_id": one.article_id, "title": titles[one.article_id], "text": one.text} for one in corpus.units
        ]
        self._worker.tell({"corpus": corpus.name, "units": units})

    def ask(self, corpus: str, question: str) -> Reply:
        """Its answer, and the passages that it registered as citations."""
        found = self._worker.tell({"corpus": corpus, "question": question})
        return Reply(
            text=found["text"],
            cited=tuple(Cited.model_validate(one) for one in found["citations"]),
            error=found["error"],
        )


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
    with started("haiku.rag", command) as worker:
        system = Haiku(name, worker)
        for corpus in corpora:
            system.fill(corpus)
        yield system
