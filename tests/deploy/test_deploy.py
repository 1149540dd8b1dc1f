"""What stands in docs/deploy fits the service: settings, ports, paths, versions, and every metric that is asked for."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import typer
import yaml
from prometheus_client import Counter, Gauge, Histogram

from scripts import write_reference
from scripts.cli import app as command
from service.app import create_app
from service.http.metrics import Metrics
from service.settings import ServiceSettings
from tests.conftest import ROOT
from tests.deploy import image
from trichdan.wire import Answer, Degraded, Reason

DEPLOY = ROOT / "docs" / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
SETTINGS = {
    row.split("`")[1]: row.split("|")[2].strip(" `")
    for row in write_reference.settings_rows(ServiceSettings, "TRICHDAN_")
}
LABELLED = re.compile(r"(trichdan_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!=|=)\s*"([^"]*)"')


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Any) -> None:
    named = set(re.findall(r"TRICHDAN_[A-Z_]+", path.read_text("utf-8"))) - {"TRICHDAN_NAME"}
    assert named <= set(SETTINGS)


def test_what_is_set_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (image.variables(), compose()["services"]["trichdan"]["environment"], unit_variables()):
        with monkeypatch.context() as patch:
            for name, value in source.items():
                if name.startswith("TRICHDAN_"):
                    patch.setenv(name, re.sub(r"\$\{\w+:[?-]\}", "x", value))
            ServiceSettings(_env_file=None)


def test_the_image_runs_as_nobody_on_a_read_only_root_and_says_how_it_is() -> None:
    said, variables = image.instructions(), image.variables()
    assert len(said["FROM"]) == 2
    assert said["USER"] == ["trichdan"]
    assert said["RUN"][0] == "sh docs/deploy/install.sh /opt/trichdan"
    assert said["VOLUME"] == [variables["TRICHDAN_DATA"]]
    assert said["EXPOSE"] == [variables["TRICHDAN_PORT"]] == [SETTINGS["TRICHDAN_PORT"]]
    (address,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", said["HEALTHCHECK"][0])
    assert address == (variables["TRICHDAN_PORT"], "/healthz")
    service = compose()["services"]["trichdan"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == [f"data:{variables['TRICHDAN_DATA']}"]
    assert service["tmpfs"] == [variables["HOME"]]
    assert service["build"]["dockerfile"] == "docs/deploy/Dockerfile"
    assert (DEPLOY / service["build"]["context"]).resolve() == ROOT.resolve()


def test_the_paths_that_are_asked_for_are_served() -> None:
    paths = set(create_app(ServiceSettings(_env_file=None)).openapi()["paths"])
    asked = {
        found
        for path in FILES
        for found in re.findall(r"/(?:healthz|readyz|metrics|v1/\w+)\b", path.read_text("utf-8"))
    }
    assert asked == {"/healthz", "/readyz", "/metrics"}
    assert asked <= paths


def test_everything_that_is_copied_is_there_and_packed() -> None:
    sources = [one.split()[:-1] for one in image.instructions()["COPY"] if not one.startswith("--from")]
    names = {name for found in sources for name in found}
    assert all((ROOT / name).exists() for name in names)
    packed = re.search(
        r"\[tool.hatch.build.targets.wheel\]\npackages = (\[.*\])", (ROOT / "pyproject.toml").read_text()
    )
    assert packed is not None
    assert set(json.loads(packed[1])) <= names
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {project["readme"], *project["license-files"]} <= names
    ignored = text("Dockerfile.dockerignore").split()
    assert {f"!{name}" for name in names} == {line for line in ignored if line.startswith("!")}
    extras = re.search(r"extras=\$\{2:-([\w,]+)\}", text("install.sh"))
    assert extras is not None
    for extra in extras[1].split(","):
        assert re.search(rf"^{extra} = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE), extra


def test_the_services_fit_together() -> None:
    services = compose()["services"]
    variables = services["trichdan"]["environment"]
    version = re.search(r"^chromadb==(.*)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert version is not None
    assert services["chroma"]["image"] == f"chromadb/chroma:{version[1]}"
    assert variables["TRICHDAN_CHROMA_URL"] == "http://chroma:8000"
    database = services["postgres"]["environment"]
    assert re.fullmatch(
        rf"postgresql\+psycopg://{database['POSTGRES_USER']}:\S+@postgres/{database['POSTGRES_DB']}",
        variables["TRICHDAN_DATABASE_URL"],
    )
    assert "reverse_proxy trichdan:8000" in text("Caddyfile")
    (network,) = compose()["networks"]["default"]["ipam"]["config"]
    assert variables["TRICHDAN_TRUSTED_PROXIES"] == network["subnet"]
    wanted = set(re.findall(r"\$\{(\w+)", text("compose.yaml")))
    assert wanted == {line.split("=")[0] for line in text("example.env").splitlines() if "=" in line and line[0] != "#"}
    assert "ports" not in services["trichdan"], "only the proxy is reached from outside"


def compose_command() -> list[str] | None:
    """Docker Compose from version 2 on, as docker's plugin or by itself; its `config` needs no daemon."""
    for found in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(found[0]):
            said = subprocess.run([*found, "version", "--short"], capture_output=True, text=True, check=False)
            if said.returncode == 0 and not said.stdout.lstrip("v").startswith("1."):
                return found
    return None


def test_compose_itself_takes_the_file_once_the_secrets_are_filled_in(tmp_path: Path) -> None:
    command = compose_command()
    if command is None:
        pytest.skip("there is no Docker Compose")
    env = tmp_path / "filled.env"
    config = [*command, "--project-directory", str(DEPLOY), "--env-file", str(env), "-f", str(DEPLOY / "compose.yaml")]
    config += ["config", "--format", "json"]
    env.write_text(text("example.env"))
    refused = subprocess.run(config, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "is missing a value" in refused.stderr
    env.write_text(re.sub(r"=$", "=filled", text("example.env"), flags=re.MULTILINE))
    taken = subprocess.run(config, capture_output=True, text=True, check=False)
    assert taken.returncode == 0, taken.stderr
    assert "level=warning" not in taken.stderr
    found = json.loads(taken.stdout)["services"]
    assert set(found) == set(compose()["services"])
    assert found["trichdan"]["environment"]["TRICHDAN_API_KEYS"] == "filled"


def unit() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, dict_type=dict)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(re.sub(r"^Environment=.*\n", "", text("trichdan.service"), flags=re.MULTILINE))
    return parser


def unit_variables() -> dict[str, str]:
    found = re.findall(r"^Environment=(\w+)=(.*)$", text("trichdan.service"), re.MULTILINE)
    return dict(found)


def test_the_unit_starts_the_command_where_its_data_is() -> None:
    service = unit()["Service"]
    program, name, *options = shlex.split(service["ExecStart"])
    assert program == "/opt/trichdan/bin/trichdan"
    commands = typer.main.get_command(command).commands  # type: ignore[attr-defined]
    known = {option for parameter in commands[name].params for option in parameter.opts}
    assert {option for option in options if option.startswith("-")} <= known
    assert unit_variables()["TRICHDAN_DATA"] == f"/var/lib/{service['StateDirectory']}"
    assert service["DynamicUser"] == service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"


@pytest.fixture
def volume() -> Iterator[Path]:
    """A folder that isn't below `/tmp`, of which the image has its own."""
    with tempfile.TemporaryDirectory(prefix="trichdan-image-", dir="/var/tmp") as name:
        yield Path(name)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_image_runs_without_rights_on_a_read_only_root(volume: Path, models_dir: Path, tmp_path: Path) -> None:
    """With what is installed here; `python -m tests.deploy` builds it as well."""
    if not image.can_confine() or ROOT.is_relative_to("/tmp"):
        pytest.skip("needs root, and mounts of its own")
    command = [sys.executable, "-m", "scripts.cli"]
    container = image.Container(command, Path(sys.executable), volume, {"PYTHONPATH": str(ROOT)})
    shutil.copytree(models_dir, volume / "models")
    (volume / "a.txt").write_text("Hồ Tây rộng hơn 500 ha và nằm ở Hà Nội.", encoding="utf-8")
    container.prepare()
    if container.run("--help").returncode:
        pytest.skip("this Python is not everybody's")
    ingested = container.run("ingest", str(volume / "a.txt"), "--json")
    assert ingested.returncode == 0, ingested.stderr
    written = subprocess.run(container.confined("touch", "/var/tmp/x"), capture_output=True, text=True, check=False)
    assert "Read-only file system" in written.stderr
    log = tmp_path / "log"
    with container.serving(log) as (url, process):
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert re.findall(r"Uid:\t(\d+)|CapEff:\t(\w+)", status) == [(str(image.uid()), ""), ("", "0" * 16)]
        answer = httpx.post(f"{url}/v1/ask", json={"question": "Hồ Tây rộng bao nhiêu?"}, timeout=60).json()
        assert [one["article_id"] for one in answer["citations"]] == ["a"]
        assert image.ENDED in image.stop(process, log)


# What is watched


def exported() -> dict[str, set[str]]:
    """Every series that the service exports, with its labels."""
    metrics, found = Metrics(), {}
    for one in vars(metrics).values():
        if not isinstance(one, Counter | Gauge | Histogram):
            continue
        ends = {Counter: ("_total",), Gauge: ("",), Histogram: ("_bucket", "_count", "_sum")}[type(one)]
        for end in ends:
            found[one._name + end] = set(one._labelnames) | ({"le"} if end == "_bucket" else set())
    return found


def expressions() -> Iterator[str]:
    for group in yaml.safe_load(text("alerts.yaml"))["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    for panel in json.loads(text("grafana.json"))["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_every_metric_that_is_asked_for_is_exported() -> None:
    known, asked = exported(), set()
    for expression in expressions():
        found = LABELLED.findall(expression)
        assert found or expression.startswith("up{"), expression
        for name, selector in found:
            asked.add(name)
            assert name in known, name
            grouped = {label for by in re.findall(r"\bby \(([^)]*)\)", expression) for label in by.split(", ")}
            matched = {label for label, _, _ in MATCHER.findall(selector)}
            assert grouped | matched <= known[name], expression
            if name.endswith("_bucket"):
                assert "le" in grouped
    unwatched = {name for name in known if not name.endswith(("_count", "_sum"))} - asked
    assert unwatched == set()


def test_every_value_that_is_looked_for_can_come() -> None:
    values = {
        "reason": {"", "small_talk", *Reason},
        "degraded": {"", *Degraded},
        "answered": {"true", "false"},
        "mode": set(get_args(Answer.model_fields["mode"].annotation)),
        "stage": {"retrieve", "answer", "verify", "total"},
        "work": {"questions", "writes"},
        "status": {"429"},
    }
    for expression in expressions():
        for label, operator, value in MATCHER.findall(expression):
            if operator != "=~" and label != "job":
                assert value in values[label], expression


def test_every_alert_says_what_it_means() -> None:
    (group,) = yaml.safe_load(text("alerts.yaml"))["groups"]
    names = [rule["alert"] for rule in group["rules"]]
    assert len(names) == len(set(names))
    for rule in group["rules"]:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")


def test_the_metrics_are_documented() -> None:
    page = (ROOT / "docs" / "production.md").read_text("utf-8")
    for name in exported():
        if not name.endswith(("_bucket", "_count", "_sum")):
            assert f"`{name}`" in page
