"""Reranking by a LlamaIndex node postprocessor, such as a cross-encoder. Off unless `TRICHDAN_RERANK` names one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from service.retrieval.scoring import Scored
from trichdan.errors import EmbedderMissingError

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

DEPTH = 20
"""Passages that a reranker reads."""


def load_reranker(name: str) -> BaseNodePostprocessor | None:
    """The cross-encoder of that name, or None for the empty name.

    Raises:
        EmbedderMissingError: the extra isn't installed, or the model can't be loaded.
    """
    if not name:
        return None
    try:
        from llama_index.core.postprocessor import SentenceTransformerRerank

        return SentenceTransformerRerank(model=name, top_n=DEPTH)
    except ImportError as error:
        raise EmbedderMissingError(
            f"The reranker {name} needs a package that is not installed.",
            help="Install it with: pip install 'trichdan[rerank]', or unset TRICHDAN_RERANK.",
        ) from error
    except Exception as error:
        raise EmbedderMissingError(
            f"The reranker {name} can't be loaded: {type(error).__name__}: {error}.",
            help="Check its name, and that the network is there for the first download; or unset TRICHDAN_RERANK.",
        ) from error


def rerank(reranker: BaseNodePostprocessor, question: str, scored: Sequence[Scored]) -> list[Scored]:
    """The first passages in the reranker's order, those it drops after the ones it keeps, then the rest.

    The scores stay where they are, so that they keep their scale: the passage that comes first gets the best one.
    """
    from llama_index.core.schema import NodeWithScore

    from ingest.nodes import to_node

    head, tail = scored[:DEPTH], scored[DEPTH:]
    nodes = [
        NodeWithScore(node=to_node(one.stored.passage, one.stored.article), score=one.scores.score) for one in head
    ]
    kept = [found.node.node_id for found in reranker.postprocess_nodes(nodes, query_str=question)]
    place = {key: number for number, key in enumerate(dict.fromkeys(kept))}
    ordered = sorted(head, key=lambda one: place.get(one.scores.passage_id, len(head)))
    # A cross-encoder's scores are on another scale, and confidence was fitted on ours.
    best_first = [one.scores.score for one in head]
    return [
        replace(one, scores=replace(one.scores, score=score)) for one, score in zip(ordered, best_first, strict=True)
    ] + list(tail)
