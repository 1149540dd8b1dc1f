"""How long a reader waits: what is asked, and how it is told. No clock is asserted on."""

from __future__ import annotations

import os
from collections import Counter

from evals.benchmarks.first_token import Wait, cases, processor_s, table, wait
from service.app import create_app
from service.settings import ServiceSettings
from tests.servers import live
from trichdan import Client


def test_thirty_questions_are_asked_in_each_typing() -> None:
    assert Counter(case.language.value for case in cases(30)) == {"vi": 30, "vi-unaccented": 30, "en": 30}


def test_the_first_token_comes_before_the_last_event(seeds_settings: ServiceSettings) -> None:
    with live(create_app(seeds_settings)) as url, Client(url) as client:
        found = wait(client, cases(1)[0].question, os.getpid())
    assert 0 < found.first <= found.whole
    assert found.processor is not None
    assert processor_s(None) is None


def test_medians_and_95ths_are_told_of_each_typing() -> None:
    rows = list(table({"vi": [Wait(0.1, 0.2, 0.3), Wait(0.3, 0.4, 0.5)], "en": [Wait(0.5, 0.6, None)]}))
    assert rows[2] == "| vi | 2 | 0.20 | 0.29 | 0.30 | 0.39 | 0.40 |"
    assert rows[3:] == ["| en | 1 | 0.50 | 0.50 | 0.60 | 0.60 | – |", "| all | 3 | 0.30 | 0.48 | 0.40 | 0.58 | 0.40 |"]
