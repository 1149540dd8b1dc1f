"""Bulk ingest on Ray makes what one process makes, and survives a worker that dies."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.identity import Owners
from ingest.models import Failure
from ingest.pipeline import Ingestor
from ingest.ray_engine import STARTS, RayReading, _cluster, _environment, split_parts
from ingest.sources.files import ArticleFile, Part, SourceItem, read_part, read_paths
from ingest.sources.metadata import Given, Tables
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.bulk.stored import rows
from tests.conftest import ROOT
from tests.fakes import HashEmbedder
from tests.ingest import fake_ray
from trichdan.errors import SettingsError, TrichdanError

LINES = 60


def article_text(number: int) -> str:
    return f"Cầu số {number} dài {number * 37 + 100} mét.\n\n" + f"Nhịp {number} của cầu được sơn lại trong năm. " * 60


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Files of several kinds: a long `.jsonl` with bad lines and dates, texts with a table, and what can't be read."""
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    lines = [
        json.dumps({"id": f"j{i:02}", "text": article_text(i), "date": f"2024-06-{i % 28 + 1:02}"}, ensure_ascii=False)
        for i in range(LINES)
    ]
    lines[7:7] = ["", "not JSON", ""]
    lines.append(json.dumps({"id": "j03", "text": "Đã có."}, ensure_ascii=False))
    (folder / "all.jsonl").write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode() + b"\n\n\n")
    for i in range(5):
        (folder / "sub" / f"t{i}.txt").write_text(article_text(100 + i), encoding="utf-8")
    (folder / "sub" / "metadata.csv").write_text("file,source\nt1.txt,Báo Lâm Đồng\nt9.txt,x\n", encoding="utf-8")
    (folder / "sub" / "broken.txt").write_bytes(b"\xff\xfe\x00\xd8")
    (folder / "sub" / "what.xyz").write_text("x")
    return folder


# Without Ray


@pytest.mark.parametrize("part_bytes", [1, 700, 5_000, 10**9])
def test_parts_hold_what_the_files_hold(news: Path, part_bytes: int) -> None:
    def key(item: SourceItem) -> tuple[str, ...]:
        return (item.where, item.reason) if isinstance(item, Failure) else (item.article.content_key, item.origin)

    whole = [key(item) for item in read_paths([news], Owners())]
    found, taken = [], Owners()
    for part in split_parts([news], part_bytes):
        if isinstance(part, Failure):
            found.append(key(part))
            continue
        tables = Tables(part.root)
        list(tables.read(part.file))
        for where, item in read_part(part, Given(), tables):
            if isinstance(item, ArticleFile) and item.article.id == "j03" and where.endswith("64"):
                taken.is_new(where)
                continue
            found.append(key(item))
    duplicate = [one for one in whole if "already" in one[1]]
    assert len(duplicate) == 1
    assert sorted(found) == sorted(one for one in whole if one not in duplicate)
    jsonl = [one for one in split_parts([news], part_bytes) if isinstance(one, Part) and one.file.suffix == ".jsonl"]
    assert (len(jsonl) > 1) == (part_bytes < 10**6)


def test_without_ray_it_says_what_to_install(
    settings: ServiceSettings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    ingestor = Ingestor(settings, HashEmbedder())
    reading = RayReading(settings, HashEmbedder().identity, make_embedder=HashEmbedder)
    with pytest.raises(SettingsError, match=r"Ray isn't installed\. Run: pip install .*\[ray\]"):
        ingestor.run([news], reading=reading)


# With it


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray itself, not imported yet: the engine sets what it reads as it is imported."""
    if find_spec("ray") is None:
        pytest.skip("the extra `ray` isn't installed")
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)


@pytest.fixture(params=["stand-in", pytest.param("real", marks=pytest.mark.slow)])
def either_ray(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in that tests our side of it anywhere, and Ray itself where it is installed."""
    if request.param == "real":
        request.getfixturevalue("ray")
        return
    made = fake_ray.module()
    monkeypatch.setitem(sys.modules, "ray", made)
    monkeypatch.setitem(sys.modules, "ray.data", made.data)
    monkeypatch.setitem(sys.modules, "ray.cluster_utils", made.cluster_utils)


def ray_reading(settings: ServiceSettings, make: Any = HashEmbedder) -> RayReading:
    return RayReading(settings, HashEmbedder().identity, workers=2, make_embedder=make)


@pytest.mark.timeout(600)
def test_the_same_catalog_and_the_same_hits_as_without(
    either_ray: None, settings: ServiceSettings, news: Path, tmp_path: Path
) -> None:
    alone, together = settings, settings.model_copy(update={"data": tmp_path / "ray"})
    embedder = HashEmbedder()
    reports = [
        Ingestor(alone, HashEmbedder()).run([news]),
        Ingestor(together, embedder).run([news], reading=ray_reading(together)),
    ]
    assert embedder.calls == 0, "the writer embeds nothing"
    assert len(reports[0].added) == LINES + 5
    assert reports[0].added == reports[1].added
    assert sorted(map(str, reports[0].failed)) == sorted(map(str, reports[1].failed))
    assert rows(alone) == rows(together)
    assert hits(alone) == hits(together)
    again = Ingestor(together, embedder).run([news], reading=ray_reading(together))
    assert (len(again.unchanged), again.added, embedder.calls) == (LINES + 5, [], 0)
    (news / "sub" / "t1.txt").write_text(article_text(900), encoding="utf-8")
    changed = Ingestor(together, embedder).run([news], reading=ray_reading(together))
    Ingestor(alone, HashEmbedder()).run([news])
    assert (changed.updated, embedder.calls) == (["sub/t1"], 0)
    assert rows(alone) == rows(together)


def hits(settings: ServiceSettings) -> list[list[tuple[str, float]]]:
    corpus = Corpus(settings, serving=True)
    with closing(corpus):
        assert corpus.indexes.verify() == []
        head = corpus.catalog.published
        queries = HashEmbedder().encode_queries([article_text(i)[:40] for i in (1, 20, 104)])
        return [
            [(corpus.catalog.passages([key], head)[key].article.id, round(score, 5)) for key, score in found]
            for found in (corpus.nearest(one.vector, 5, head) for one in queries)
        ]


@pytest.fixture
def clusters(either_ray: None, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What nodes are started with, without anything of Ray in the environment."""
    for name in (*_environment(), "RAY_ADDRESS"):
        monkeypatch.setenv(name, "set, so that it is taken away again")
        monkeypatch.delenv(name)
    started: list[dict[str, Any]] = []

    def cluster(head_node_args: dict[str, Any], **_: Any) -> Any:
        started.append(head_node_args)
        return SimpleNamespace(address="127.0.0.1:1", shutdown=started.clear)

    monkeypatch.setattr(sys.modules["ray"].cluster_utils, "Cluster", cluster)
    return started


@pytest.mark.parametrize("either_ray", ["stand-in"], indirect=True)
def test_a_cluster_of_our_own_is_reached_by_this_run_alone(clusters: list[dict[str, Any]]) -> None:
    with _cluster(3):
        (node,) = clusters
        assert node["node_ip_address"] == "127.0.0.1"
        assert node["num_cpus"] == 4
        ports = {name: port for name, port in node.items() if name.endswith("_port")}
        assert len(ports) == len(set(ports.values())) == 4
        assert all(port > 1023 for port in ports.values()), "none is chosen by Ray, which would wait 15 seconds for it"
        assert os.environ["RAY_AUTH_MODE"] == "token"
        assert len(os.environ["RAY_AUTH_TOKEN"]) == 64
        assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert clusters == [], "it ends with the run"


@pytest.mark.parametrize("either_ray", ["stand-in"], indirect=True)
def test_a_cluster_of_others_is_joined_as_it_is(
    clusters: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "ray.example.org:6379")
    with _cluster(3):
        assert clusters == []
        assert "RAY_AUTH_MODE" not in os.environ


@pytest.mark.parametrize("either_ray", ["stand-in"], indirect=True)
def test_a_ray_that_does_not_start_is_told_after_some_tries(
    clusters: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[dict[str, Any]] = []

    def taken(head_node_args: dict[str, Any], **_: Any) -> Any:
        tries.append(head_node_args)
        raise RuntimeError("Address already in use")

    monkeypatch.setattr(sys.modules["ray"].cluster_utils, "Cluster", taken)
    with pytest.raises(SettingsError, match="Ray can't be started: Address already in use"), _cluster(2):
        pass
    assert len(tries) == STARTS


class SlowEmbedder(HashEmbedder):
    """Notes its process in a file, and takes its time, so that it can be killed at work."""

    def encode_passages(self, texts: Any, *, tokens: bool = False) -> Any:
        Path(os.environ["TRICHDAN_TEST_PIDS"], str(os.getpid())).touch()
        time.sleep(0.2)
        return super().encode_passages(texts, tokens=tokens)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_killed_worker_is_survived(
    ray: None, settings: ServiceSettings, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    pids.mkdir()
    monkeypatch.setenv("TRICHDAN_TEST_PIDS", str(pids))
    killed: list[int] = []

    def kill_one() -> None:
        while not killed:
            for path in pids.iterdir():
                os.kill(int(path.name), signal.SIGKILL)
                killed.append(int(path.name))
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    alone, together = settings, settings.model_copy(update={"data": tmp_path / "ray"})
    Ingestor(together, HashEmbedder()).run([news], reading=ray_reading(together, SlowEmbedder))
    assert len(killed) == 1
    assert len(list(pids.iterdir())) >= 2, "another one took over"
    Ingestor(alone, HashEmbedder()).run([news])
    assert rows(alone) == rows(together)


@pytest.mark.timeout(600)
def test_a_worker_with_another_embedder_is_told(either_ray: None, settings: ServiceSettings, news: Path) -> None:
    with pytest.raises(TrichdanError, match="A worker embeds with"):
        Ingestor(settings, HashEmbedder()).run([news], reading=ray_reading(settings, OtherEmbedder))


class OtherEmbedder(HashEmbedder):
    """One that the writer doesn't have."""

    def __init__(self) -> None:
        super().__init__(model="other")
