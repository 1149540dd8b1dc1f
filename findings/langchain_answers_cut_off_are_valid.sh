#!/usr/bin/env bash
# langchain-core: PydanticOutputParser takes an answer that was cut off: 45000 tonnes are 4, "Giá xăng tăng? Không, giảm" may be "Giá xăng tăng"
#
# Guess (written before it was run): the parsers of JSON raise OutputParserException for an answer that ends in the middle of a number or a text,
# as where a model has used up its tokens. What isn't whole is for streams, which ask for it with partial=True.
# Seen: a last text or number that is begun is closed where it ends, and the object is validated as if it were whole. Of all places at which the
# answer can be cut, those from where its last field's value begins pass, in PydanticOutputParser and in JsonOutputParser: "Does petrol rise? No,
# it falls" is "Petrol rises", and of a number the first digits are the number. Only a required field that isn't begun raises.
# Pydantic's own model_validate_json() refuses them all.
# Version: langchain-core 1.8.1, Pydantic 2.14.4, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet langchain-core==1.8.1 pydantic==2.14.4
cat > "$tmp/see.py" <<'PY'
import json
import sys
from importlib.metadata import version

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from pydantic import BaseModel, ValidationError

ANSWERS = [
    {"nguon": 3, "tra_loi": "Giá xăng tăng? Không, giảm"},
    {"tra_loi": "Việt Nam bán gạo", "so_tan": 45000},
]


class Told(BaseModel):
    """An answer in words, and where it stands."""

    nguon: int
    tra_loi: str


class Counted(BaseModel):
    """An answer with a figure."""

    tra_loi: str
    so_tan: int


def read(model, answer):
    """What the parser makes of each beginning of an answer that is no JSON by itself, where it doesn't raise."""
    whole = json.dumps(answer, ensure_ascii=False)
    for end in range(1, len(whole)):
        try:
            model.model_validate_json(whole[:end])
        except ValidationError:
            continue
        raise AssertionError(whole[:end])
    results = []
    for end in range(1, len(whole)):
        try:
            results.append(PydanticOutputParser(pydantic_object=model).parse(whole[:end]))
        except OutputParserException:
            continue
    return results


print("langchain-core", version("langchain-core"))
told, counted = (read(model, answer) for model, answer in zip((Told, Counted), ANSWERS, strict=True))
texts = [result.tra_loi for result in told]
numbers = [result.so_tan for result in counted]
print(len(texts), "beginnings pass, as", repr(texts[0]), repr(texts[len(texts) // 2]), "- numbers:", numbers)
loose = JsonOutputParser().parse('{"nguon": 3, "tra_loi": "Giá xăng tăng')
print(loose)
if "Giá xăng tăng" not in texts or numbers != [4, 45, 450, 4500, 45000] or loose["tra_loi"] != "Giá xăng tăng":
    sys.exit("It changed: other beginnings pass.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
