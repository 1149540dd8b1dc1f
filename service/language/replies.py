"""Words by which a model says that it can't answer. Pure."""

from __future__ import annotations

import re

from ingest.regex import regex

NONE = regex(r"^\s*[-*]?\s*(?:NONE|KHÔNG TRẢ LỜI ĐƯỢC|NOT ANSWERABLE)\b\s*(?:\|\||:)?\s*(?P<reason>.*)$", re.M)
