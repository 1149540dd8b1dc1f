"""What every peer retrieves: articles split by LlamaIndex's own splitter at its defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.scorers.records import HitPlace
from ingest.models import Article


@dataclass(frozen=True, slots=True)
class Unit:
    """A chunk of an article: half-open code points, and their text."""

    id: str
    article_id: str
    start: int
    end: int
    text: str

    def place(self, score: float) -> HitPlace:
        """This unit as a hit."""
        return HitPlace(passage_id=self.id, article_id=self.article_id, start=self.start, end=self.end, score=score)


class Peer(Protocol):
    """A way of retrieving, ready to be asked."""

    name: str

    def search(self, question: str, top_k: int) -> list[HitPlace]:
        """The best units, best first."""


def split(articles: Sequence[Article]) -> list[Unit]:
    """Chunks by `SentenceSplitter` with its default sizes (1,024 tokens, 200 of overlap).

    Tokens are counted as words, since the default counter may fetch its data over the network.
    """
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter(tokenizer=str.split)
    units = []
    for article in articles:
        nodes = splitter.get_nodes_from_documents([Document(text=article.text, id_=article.id)])
        for number, node in enumerate(nodes):
            text = node.get_content()
            start = article.text.find(text)
            if start < 0:
                raise ValueError(f"the splitter changed the text of article {article.id}")
            units.append(Unit(f"{article.id}#{number}", article.id, start, start + len(text), text))
    return units
