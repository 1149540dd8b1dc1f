"""What was measured on one embedder is off with another, and the service says so."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from ingest.embedding.base import Embedder, TextEncoding, unit_rows
from ingest.pipeline import Ingestor
from service.answerability.assess import assess
from service.answerability.evidence import evidence_of
from service.answerability.features import TOKENS, features
from service.answerability.findings import findings_of
from service.answerability.missing_names import names_not_in, surely_missing
from service.answerability.model import fits, regression
from service.app import create_app
from service.engine import Engine
from service.measured import UNMEASURED, measured_on
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.conftest import SEEDS
from tests.fakes import HashEmbedder
from tests.servers import in_process


class TokenEmbedder(HashEmbedder):
    """A stranger's embedder that gives token vectors: each word's own."""

    supports_tokens = True

    def encode_queries(self, texts: Sequence[str], *, tokens: bool = False) -> list[TextEncoding]:
        return [self._with_tokens(text) for text in texts]

    encode_passages = encode_queries

    def _with_tokens(self, text: str) -> TextEncoding:
        places = [(at, at + 1) for at, char in enumerate(text) if char.isalpha()]
        rows = np.ones((len(places), self.identity.dimension), np.float32)
        return TextEncoding(self._encode(text).vector, unit_rows(rows), np.array(places, np.int32).reshape(-1, 2))


@pytest.fixture(params=[HashEmbedder, TokenEmbedder])
def strange(request: pytest.FixtureRequest, settings: ServiceSettings) -> Iterator[Engine]:
    """An engine over the seeds with an embedder on which nothing was measured."""
    embedder = request.param()
    Ingestor(settings, embedder).run([SEEDS])
    engine = Engine(settings, Corpus(settings), embedder)
    yield engine
    engine.close()


def test_everything_was_measured_on_the_bundled_embedder(embedder: Embedder, seeds_engine: Engine) -> None:
    measured = measured_on(embedder.identity)
    assert (measured.translation, measured.restated, measured.covered) == (0.8, 0.94, 0.45)
    assert fits(embedder.identity)
    assert seeds_engine.notes == []
    assert seeds_engine.similarity is not None
    assert seeds_engine.similarity.least == measured.translation
    assert seeds_engine.similarity.restated == measured.restated


@pytest.mark.parametrize(
    "change", [{"model": "other"}, {"recipe": "2"}, {"query_prefix": ""}, {"passage_prefix": "p:"}]
)
def test_whatever_changes_cosines_makes_another_embedder(embedder: Embedder, change: dict[str, str]) -> None:
    other = replace(embedder.identity, **change)
    assert measured_on(other) == UNMEASURED
    assert not fits(other)


def test_arithmetic_does_not(embedder: Embedder) -> None:
    for precision in ("int8s", "fp32"):
        assert fits(replace(embedder.identity, precision=precision))


def test_with_another_embedder_no_threshold_of_the_bundled_one_is_used(strange: Engine) -> None:
    found = strange.retrieve("What did Hun Manet say at the conference with To Lam?")
    assert found.embedder == strange.embedder.identity
    assert strange.similarity is None
    assert not any(surely_missing(name.words, found) for name in names_not_in([""], found.question))


def test_with_another_embedder_confidence_comes_from_the_text_alone(strange: Engine) -> None:
    found = strange.retrieve("Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Công an Mondulkiri?")
    evidence = evidence_of(found)
    numbers = features(evidence, findings_of(evidence))
    assert (TOKENS in numbers) == strange.embedder.supports_tokens
    assert assess(found).confidence == regression(late=False).confidence(found.question.language, numbers)


def test_it_is_logged_once_and_told_where_readiness_is_asked(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    embedder = HashEmbedder(model="strange-model")
    Ingestor(settings, embedder).run([SEEDS])
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: embedder)
    with caplog.at_level(logging.WARNING, "service.engine"), in_process(create_app(settings)) as api:
        told = [api("GET", "/readyz").json() for _ in range(2)]
        api("POST", "/v1/ask", json={"question": "Ai chủ trì hội nghị?"})
    logged = [record.getMessage() for record in caplog.records if record.name == "service.engine"]
    assert (told[0]["status"], told[0]["reasons"]) == ("ok", [])
    assert told[0] == told[1]
    assert told[0]["notes"] == logged
    assert len(logged) == 2
    assert all("strange-model" in one for one in logged)
