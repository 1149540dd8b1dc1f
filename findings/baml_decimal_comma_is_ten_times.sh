#!/usr/bin/env bash
# baml-py: a model that answers "3,5" for a float has said 35, and "27/6" is 4.5
#
# Guess (written before it was run): an answer of "3,5" or "3,5 triệu" for a field of type float is 3.5, or an error, as "1.234,5" is.
# Seen: commas between digits are taken out, wherever they stand, and what is left is the answer: "3,5%" is 35.0, as "35%" is, and as is the
# unquoted 3,5 of JSON written in Vietnamese; "-3,5" is -35.0, and "âm 3,5" (minus 3,5) 35.0. An int takes them too. Two numbers and a slash are
# divided: "27/6", a date, is 4.5, and 5 as an int. "1.234,5", "15-20" and "không có" (none) are errors. Nothing in what is parsed tells which
# values were changed.
# Version: baml-py 0.226.3 (with pydantic 2.14.4), Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet baml-py==0.226.3 pydantic==2.14.4
mkdir "$tmp/baml_src"
cat > "$tmp/baml_src/main.baml" <<'BAML'
generator client {
  output_type "python/pydantic"
  output_dir "../"
  version "0.226.3"
  default_client_mode sync
}

client<llm> Model {
  provider openai
  options {
    model "none"
    api_key "none"
  }
}

class Rate {
  value float
}

class Count {
  value int
}

function ReadRate(text: string) -> Rate {
  client Model
  prompt #"{{ text }} {{ ctx.output_format }}"#
}

function ReadCount(text: string) -> Count {
  client Model
  prompt #"{{ text }} {{ ctx.output_format }}"#
}
BAML
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from baml_client.sync_client import b

ANSWERS = {  # what a model answers, and its value as a float and as an int; None is an error
    '"3.5"': (3.5, 4),
    '"3,5"': (35.0, 35),
    "3,5": (35.0, 35),
    '"3,5%"': (35.0, 35),
    '"35%"': (35.0, 35),
    '"3,5 triệu"': (35.0, 35),
    '"âm 3,5"': (35.0, 35),
    '"27/6"': (4.5, 5),
    '"1.234,5"': (None, None),
    '"15-20"': (None, None),
}


def value(parse, answer):
    """The value of a model's answer, which comes from no model here."""
    try:
        return parse(f'{{"value": {answer}}}').value
    except Exception:
        return None


print("baml-py", version("baml-py"))
seen = {answer: (value(b.parse.ReadRate, answer), value(b.parse.ReadCount, answer)) for answer in ANSWERS}
for answer, values in seen.items():
    print(f"{answer:<14} {values}")
if seen != ANSWERS:
    sys.exit("It changed: the values of answers.")
PY
cd "$tmp"
"$tmp/venv/bin/baml-cli" generate > generated.log 2>&1
"$tmp/venv/bin/python" see.py
