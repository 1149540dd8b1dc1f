"""The one command: `python -m evals.peers --model model.gguf --out results.jsonl`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from evals.peers.haiku import haiku
from evals.peers.ours import Ours
from evals.peers.replies import System, read_results
from evals.peers.report import judged, report
from evals.peers.running import ask_all
from evals.peers.sample import Corpus, corpora, questions
from evals.peers.serving import embeddings_server, llm_server

FOLDER = Path(__file__).parent
LONGEST = 120
"""Tokens of a reply, for any system."""

PASSAGES = 2
"""Passages that any system reads: what CitationQueryEngine reads by default, and ours with a model on two cores."""

WINDOW = 4_096
STEERED, PLAIN = "haiku.rag, made to call tools", "haiku.rag, as it comes"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask what isn't in the results yet, then print the table of what is."""
    given = _given(arguments)
    found = corpora()
    asked = questions(found)[: given.limit]
    if not given.report:
        with _systems(given, found) as (systems, usage):
            limits = {PLAIN: given.plain, STEERED: len(asked) if given.haiku is None else given.haiku}
            ask_all(systems, asked, given.out, usage, limits, time.monotonic() + given.minutes * 60)
    texts = {one.name: {article.id: article.text for article in one.articles} for one in found}
    print(report(judged(read_results(given.out), asked, texts)))


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.peers", description=__doc__)
    parser.add_argument("--model", type=Path, help="a GGUF file")
    parser.add_argument("--out", type=Path, required=True, help="the results: read, and added to")
    parser.add_argument("--report", action="store_true", help="only print the table of what is there")
    parser.add_argument("--limit", type=int, help="only the first questions")
    parser.add_argument("--haiku", type=int, help="questions to haiku.rag, the first ones (usual: all)")
    parser.add_argument("--plain", type=int, default=0, help="questions to haiku.rag without steering, the first ones")
    parser.add_argument("--minutes", type=float, default=24 * 60, help="begin no question after so many")
    parser.add_argument("--llm-python", type=Path, help="an interpreter with requirements-llm.txt")
    parser.add_argument(
        "--haiku-python", type=Path, help="an interpreter of Python 3.12 or newer with requirements-haiku.txt"
    )
    parser.add_argument("--python312", default="python3.12", help="what makes haiku.rag's environment")
    parser.add_argument("--venvs", type=Path, default=Path(".trichdan/peers"), help="where environments are made")
    given = parser.parse_args(arguments)
    if given.model is None and not given.report:
        parser.error("--model is needed to ask")
    return given


def environment(python: str, folder: Path, requirements: Path) -> Path:
    """The interpreter of an environment with these requirements, which is made if it is missing."""
    interpreter = folder / "bin" / "python"
    if not interpreter.is_file():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)  # noqa: S603
        subprocess.run([str(interpreter), "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)  # noqa: S603
        subprocess.run([str(interpreter), "-m", "pip", "install", "--quiet", "-r", str(requirements)], check=True)  # noqa: S603
    return interpreter


@contextmanager
def _systems(
    given: argparse.Namespace, found: Sequence[Corpus]
) -> Iterator[tuple[list[System], Callable[[], dict[str, Any]]]]:
    from llama_index.llms.openai_like import OpenAILike

    from evals.peers.citation_engine import CitationEngine
    from evals.running.engine import open_engine
    from ingest.embedding.llama import TrichdanEmbedding
    from trichdan.wire import Mode

    llm_python = given.llm_python or environment(sys.executable, given.venvs / "llm", FOLDER / "requirements-llm.txt")
    haiku_python = given.haiku_python or environment(
        given.python312, given.venvs / "haiku", FOLDER / "requirements-haiku.txt"
    )
    with ExitStack() as stack:
        server = stack.enter_context(llm_server(llm_python, given.model, LONGEST))
        os.environ.update(of_llm(f"{server.address}/v1"))
        engines = {one.name: stack.enter_context(open_engine(one.suite.paths)) for one in found}
        embedder = engines[found[0].name].embedder
        embeddings = stack.enter_context(embeddings_server(embedder))
        client = OpenAILike(
            model="local",
            api_base=f"{server.address}/v1",
            api_key="none",
            is_chat_model=True,
            context_window=WINDOW,
            max_tokens=LONGEST,
            temperature=0.0,
            timeout=600.0,
            max_retries=0,
        )
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        systems: list[System] = [
            Ours("trichdan, with the LLM", engines, Mode.LLM),
            Ours("trichdan, quotes alone", engines, Mode.EXTRACTIVE),
            CitationEngine(found, TrichdanEmbedding(embedder), client, PASSAGES),
        ]
        for name, path in ((STEERED, "/steered/v1"), (PLAIN, "/v1")):
            if name != PLAIN or given.plain:
                at, llm = folder / path.split("/")[1], server.address + path
                systems.append(stack.enter_context(haiku(name, haiku_python, at, found, llm, embeddings, PASSAGES)))
        yield systems, server.usage


def of_llm(address: str) -> Mapping[str, str]:
    """Our own settings: those for a small model on two cores, as `TRICHDAN_LLM_BASE_URL=local` has them."""
    return {
        "TRICHDAN_LLM_BASE_URL": address,
        "TRICHDAN_LLM_MODEL": "local",
        "TRICHDAN_LLM_STRUCTURED": "prose",
        "TRICHDAN_LLM_PASSAGES": str(PASSAGES),
        "TRICHDAN_LLM_CONTEXT_WINDOW": str(WINDOW),
        "TRICHDAN_LLM_MAX_OUTPUT_TOKENS": str(LONGEST),
        "TRICHDAN_LLM_TIMEOUT_S": "600",
        "TRICHDAN_LLM_DEADLINE_S": "900",
        "TRICHDAN_LLM_MAX_RETRIES": "0",
        "TRICHDAN_LLM_CONCURRENCY": "1",
    }


if __name__ == "__main__":
    main()
