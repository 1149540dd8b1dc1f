#!/usr/bin/env bash
# langextract: an invented statement is grounded in the text if its first word stands there; a true one with a word before it isn't
#
# Guess (written before it was run): an extraction that isn't in the text gets no char_interval, as the README says ("filter these out with
# [e for e in result.extractions if e.char_interval]"), and one that is there gets its place.
# Seen: of an extraction that isn't found whole, the words from its first on that stand in the text are enough. "Bộ Y tế đóng cửa ba bệnh viện"
# (the Ministry of Health closes three hospitals) has a place in a text about petrol: the word "Bộ" of "Bộ Công Thương", "Giá vàng lên" that of
# "Giá" in "Giá xăng giảm" (gold rises, petrol falls). The filter keeps both; only alignment_status, "match_lesser", tells. A true sentence with
# two words more at its beginning has no place and is filtered out. With accept_match_lesser=False, which isn't passed by default, they have none.
# Version: langextract 1.7.1, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-deps langextract==1.7.1
# What it needs beside the clients of Google's models.
"$tmp/venv/bin/pip" install --quiet absl-py==2.5.1 more-itertools==11.2.1 pandas==3.1.1 pydantic==2.14.4 PyYAML==6.0.4 regex==2026.11.19 requests==2.34.2 tqdm==4.70.1
cat > "$tmp/see.py" <<'PY'
import json
import sys
import warnings
from importlib.metadata import version

import langextract
from langextract.core.base_model import BaseLanguageModel
from langextract.core.types import ScoredOutput
from langextract.data import ExampleData, Extraction

warnings.simplefilter("ignore")
TEXT = "Giá xăng giảm 2,2% từ chiều nay. Bộ Công Thương cho biết Việt Nam đã bán 15.000 tấn gạo."
TRUE = ["Giá xăng giảm 2,2%", "Việt Nam đã bán 15.000 tấn gạo"]
INVENTED = ["Bộ Y tế đóng cửa ba bệnh viện", "Giá vàng lên", "Việt Nam mua 90.000 tấn thép của Nhật Bản"]
OUTSIDE = ["Thủ tướng từ chức"]
LED_IN = ["Báo viết: giá xăng giảm 2,2%"]


class Model(BaseLanguageModel):
    """A model that always answers with the same statement."""

    def __init__(self, statement):
        super().__init__()
        self.statement = statement

    def infer(self, batch_prompts, **_):
        """One answer for each prompt."""
        answer = json.dumps({"extractions": [{"tin": self.statement}]})
        return ([ScoredOutput(score=1.0, output=answer)] for _ in batch_prompts)


def place(statement):
    """What stands in the text at the place of a statement, None for a statement without a place."""
    examples = [ExampleData(text="Trời mưa to.", extractions=[Extraction("tin", "Trời mưa to")])]
    result = langextract.extract(
        TEXT, prompt_description="Tin", examples=examples, model=Model(statement), show_progress=False
    )
    (found,) = result.extractions
    interval = found.char_interval
    return interval and TEXT[interval.start_pos : interval.end_pos]


print("langextract", version("langextract"))
places = {statement: place(statement) for statement in TRUE + INVENTED + OUTSIDE + LED_IN}
for statement, there in places.items():
    print(f"{statement!r}: {there!r}")
assert [places[statement] for statement in TRUE] == TRUE and places[OUTSIDE[0]] is None
if [places[statement] for statement in INVENTED + LED_IN] != ["Bộ", "Giá", "Việt Nam", None]:
    sys.exit("It changed: other statements have a place.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
