"""Requests that the OpenAPI document allows, and ones that it doesn't: every reply is as it says, and none is a 5xx.

A few hundred cases by default; CI sends over 2,000, `make fuzz` over 4,000 (`TRICHDAN_FUZZ` examples of each
operation and kind).
"""

from __future__ import annotations

import copy
import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings
from tests.conftest import ROOT
from tests.fakes import HashEmbedder
from tests.servers import InProcess, in_process

EXAMPLES = int(os.environ.get("TRICHDAN_FUZZ") or 20)
DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
OPERATIONS = [(method, path) for path, found in sorted(DOCUMENT["paths"].items()) for method in sorted(found)]
NEEDS_PARTS = {"parameters", "requestBody"}
"""Operations without any of these can't be called wrongly."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SENT: Counter[str] = Counter()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """The service over one article, with an embedder that takes no time."""
    options = ServiceSettings(
        _env_file=None, data=tmp_path_factory.mktemp("fuzz"), api_keys="key", admin_keys="admin-key"
    )
    Ingestor(options, HashEmbedder()).put(Article("x", "Hồ Tây rộng hơn 500 ha và nằm ở Hà Nội."))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.engine.load_embedder", lambda *_: HashEmbedder())
        with in_process(create_app(options)) as call:
            yield call


@pytest.fixture(scope="module")
def schema() -> Any:
    """The document without keys, which every request here has: who needs which is tested in `test_rights`."""
    open_to_all = copy.deepcopy(DOCUMENT)
    for operations in open_to_all["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return schemathesis.openapi.from_dict(open_to_all)


def has_margins(body: Any) -> bool:
    """Whether a question is counted without its margins: the contract says so, and JSON Schema can't."""
    asked = [body.get(name) for name in ("question", "query")] if isinstance(body, dict) else []
    return any(isinstance(text, str) and text != text.strip() for text in asked)


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_reply_is_documented(api: InProcess, schema: Any, method: str, path: str, mode: GenerationMode) -> None:
    if mode is GenerationMode.NEGATIVE and not NEEDS_PARTS & DOCUMENT["paths"][path][method].keys():
        pytest.skip("There is nothing to send wrongly.")

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,) if os.environ.get("TRICHDAN_FUZZ") else (Phase.generate, Phase.shrink),
    )
    def send(case: Any) -> None:
        said = case.as_transport_kwargs(base_url="http://testserver", headers={"Authorization": "Bearer admin-key"})
        request = requests.Request(**said).prepare()
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        reply = api(method.upper(), str(request.url), headers=headers, content=request.body or b"")
        SENT[mode.value] += 1
        lenient = [negative_data_rejection] if has_margins(case.body) else []
        case.validate_response(reply, checks=CHECKS, excluded_checks=lenient)

    try:
        send()
    except Unsatisfiable:
        pytest.skip("Whatever is sent is right: any string is an id.")


def test_enough_was_sent() -> None:
    print(f"Sent: {dict(SENT)}")
    assert sum(SENT.values()) >= 10 * EXAMPLES
    assert set(SENT) == {mode.value for mode in GenerationMode}
