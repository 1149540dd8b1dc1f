"""Whole pages as news sites lay them out: text and metadata are exactly what a reader sees, and nothing else.

Each `pages/NAME.html` is invented, in the manner of a content system that Vietnamese papers use; `NAME.yaml` says what
is right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.sources.html import parse_html

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_layout(page: Path) -> None:
    expected: dict[str, Any] = yaml.safe_load(page.with_suffix(".yaml").read_text("utf-8"))
    article = parse_html(page.read_bytes(), page.stem)
    found = {name: getattr(article, name) for name in expected}
    found["text"] = article.text.split("\n")
    assert found == expected
