"""How often one may ask: by key, by address, behind proxies; off by default."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from limits.storage import MemoryStorage
from typer.testing import CliRunner
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ingest.settings import load_settings
from scripts.cli import app as command
from service.app import create_app
from service.http import rates
from service.http.rates import network, rate_limits
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.servers import InProcess, in_process
from trichdan.errors import RateLimitedError, SettingsError
from trichdan.problems import classes_by_code


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.engine.load_embedder", lambda *_: HashEmbedder())


def service(tmp_path: Path, **values: Any) -> Iterator[InProcess]:
    options = ServiceSettings(_env_file=None, data=tmp_path / "data", api_keys="a,b", **values)
    with in_process(create_app(options)) as call:
        yield call


@pytest.fixture
def by_key(tmp_path: Path) -> Iterator[InProcess]:
    yield from service(tmp_path, rate_per_key="2/hour")


@pytest.fixture
def by_address(tmp_path: Path) -> Iterator[InProcess]:
    yield from service(tmp_path, rate_per_address="3/hour")


@pytest.fixture
def unlimited(tmp_path: Path) -> Iterator[InProcess]:
    yield from service(tmp_path)


def ask(call: InProcess, key: str) -> int:
    return call("GET", "/v1/articles", headers={"Authorization": f"Bearer {key}"}).status_code


def test_each_key_has_its_own_count(by_key: InProcess) -> None:
    assert [ask(by_key, key) for key in "aaabbb"] == [200, 200, 429, 200, 200, 429]
    assert [ask(by_key, "wrong") for _ in range(4)] == [401] * 4
    assert by_key("GET", "/healthz").status_code == 200


def test_the_reply_is_a_problem_that_says_when_to_come_back(by_key: InProcess) -> None:
    headers = {"Authorization": "Bearer a", "X-Request-ID": "mine"}
    for _ in range(3):
        reply = by_key("POST", "/v1/ask", json={"question": "?"}, headers=headers)
    problem = reply.json()
    assert (reply.status_code, problem["code"], problem["retryable"]) == (429, "rate_limited", True)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-request-id"] == problem["request_id"] == "mine"
    assert 1 <= int(reply.headers["retry-after"]) <= 3600
    assert f"Try again in {reply.headers['retry-after']} s" in problem["detail"]
    assert classes_by_code()["rate_limited"] is RateLimitedError
    assert 'status="429"' in by_key("GET", "/metrics").text


def test_an_address_is_counted_whatever_key_it_sends(by_address: InProcess) -> None:
    assert [ask(by_address, key) for key in ("a", "wrong", "b", "a", "wrong")] == [200, 401, 200, 429, 429]
    forwarded = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "Authorization": "Bearer a"}
    assert by_address("GET", "/v1/articles", headers=forwarded).status_code == 429, "nobody said to trust these"
    assert by_address("GET", "/").status_code == 200


def test_nothing_is_counted_by_default(unlimited: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {ask(unlimited, "a") for _ in range(30)} == {200}
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    assert rate_limits(ServiceSettings(_env_file=None)) is None


def test_what_of_an_address_counts() -> None:
    assert network("203.0.113.9") == network("::ffff:203.0.113.9") == "203.0.113.9"
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::") == "2001:db8:1:2::/64"
    assert network("unix") == "unix"


def test_no_key_stands_in_the_store(tmp_path: Path) -> None:
    limits = rate_limits(ServiceSettings(_env_file=None, api_keys="secret-key", rate_per_key="1/hour"))
    assert limits is not None
    limits.check(b"Bearer secret-key", "::1")
    store = limits._limiter.storage
    assert isinstance(store, MemoryStorage)
    assert "secret" not in str(vars(store))
    assert "key:0" in str(vars(store))


@pytest.mark.parametrize("rate", ["60", "a/minute", "1/fortnight", "1/minute,2/hour", "-1/minute"])
def test_a_rate_that_means_nothing_is_refused(rate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_RATE_PER_KEY", rate)
    with pytest.raises(SettingsError, match="TRICHDAN_RATE_PER_KEY"):
        load_settings(ServiceSettings)


def test_what_is_missing_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TRICHDAN_RATE_PER_ADDRESS", "5/second; 100/day")
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    assert CliRunner().invoke(command, ["serve"]).exit_code == 0
    monkeypatch.setenv("TRICHDAN_RATE_STORE", "nosuch://")
    assert isinstance(CliRunner().invoke(command, ["serve"]).exception, SettingsError)
    monkeypatch.setattr(rates, "find_spec", lambda _: None)
    error = CliRunner().invoke(command, ["serve"]).exception
    assert isinstance(error, SettingsError)
    assert "extra `limits`" in str(error)


@pytest.mark.parametrize(
    ("trusted", "peer", "address"),
    [
        ("127.0.0.1", "127.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.0/8", "10.2.3.4", "203.0.113.9"),
        ("", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(
    trusted: str, peer: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `trichdan serve` has uvicorn set up."""
    given: dict[str, Any] = {}
    monkeypatch.setenv("TRICHDAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TRICHDAN_TRUSTED_PROXIES", trusted)
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: given.update(options))
    assert CliRunner().invoke(command, ["serve"]).exit_code == 0
    seen = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    config = uvicorn.Config(
        app, proxy_headers=given["proxy_headers"], forwarded_allow_ips=given["forwarded_allow_ips"], log_config=None
    )
    config.load()
    outermost: Any = config.loaded_app
    assert isinstance(outermost, ProxyHeadersMiddleware) == bool(trusted)
    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", b"203.0.113.9")], "scheme": "http"}
    asyncio.run(outermost(scope, None, None))
    assert seen == [address]
