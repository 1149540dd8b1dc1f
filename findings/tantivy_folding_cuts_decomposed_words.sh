#!/usr/bin/env bash
# tantivy: folding to ASCII makes different words of one Vietnamese text, by its Unicode form
#
# Guess (written before it was run): the "simple" tokenizer with lowercase and ascii_fold gives the same terms for a text in NFC and in
# NFD: folding is there to take the marks off, and in NFD the letters below them are ASCII already.
# Seen: a combining mark is no letter to the tokenizer, so it cuts there, before any filter runs: "Đường" is "duong" in NFC, and "du",
# "o", "ng" in NFD. A text in NFD isn't found by the folded question, while "ng" and "t" match everywhere.
# SQLite's FTS5 (unicode61) gives the same words for both.
# Version: tantivy 0.27.0 (Python binding), Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet tantivy==0.27.0
cat > "$tmp/see.py" <<'PY'
import sqlite3
import sys
import unicodedata
from importlib.metadata import version

import tantivy

text = "Đường sắt Thống Nhất, tiếng Việt"
folding = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .build()
)
print("tantivy", version("tantivy"))
terms = {form: folding.analyze(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
print(terms)

builder = tantivy.SchemaBuilder()
builder.add_text_field("form", stored=True, tokenizer_name="raw")
builder.add_text_field("body", tokenizer_name="folding")
index = tantivy.Index(builder.build())
index.register_tokenizer("folding", folding)
writer = index.writer()
for form in terms:
    writer.add_document(tantivy.Document(form=form, body=unicodedata.normalize(form, text)))
writer.commit()
index.reload()
searcher = index.searcher()
found = {}
for question in ("tieng viet", "tiếng Việt", "ng"):
    hits = searcher.search(index.parse_query(question, ["body"]), 10).hits
    found[question] = sorted(searcher.doc(address)["form"][0] for _, address in hits)
print("found:", found)

database = sqlite3.connect(":memory:")
database.execute("CREATE VIRTUAL TABLE news USING fts5(form UNINDEXED, body, tokenize='unicode61 remove_diacritics 2')")
for form in terms:
    database.execute("INSERT INTO news VALUES (?, ?)", (form, unicodedata.normalize(form, text)))
fts5 = sorted(row[0] for row in database.execute("SELECT form FROM news WHERE news MATCH 'tieng viet'"))
print("SQLite FTS5 finds:", fts5)
assert terms["NFC"] == ["duong", "sat", "thong", "nhat", "tieng", "viet"] and fts5 == ["NFC", "NFD"]
if found != {"tieng viet": ["NFC"], "tiếng Việt": ["NFC"], "ng": ["NFD"]} or terms["NFD"][:3] != ["du", "o", "ng"]:
    sys.exit("It changed: tantivy's simple tokenizer no longer cuts decomposed words at their marks.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
