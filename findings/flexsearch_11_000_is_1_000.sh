#!/usr/bin/env bash
# flexsearch: "1.000 đồng" finds 11.000 and 111.000 đồng, "điều 1" finds điều 11 (article 11), "10 người" 100 people
#
# Guess (written before it was run): 2000, 20, 200, 2022 and 2002 are five terms, and a search for a price finds the passages with that price.
# Seen: letters that repeat are taken together, which is meant for "missing" and "mising", and figures are letters too: 11 and 111 are 1, 100 is 10,
# the 000 of thousands 0. So 1.000, 11.000 and 111.000 đồng are one price, and the passage with the right one isn't first; 2.000 is 22.000,
# resolution 5 is 55, article 1 is 11 and 111, a hundred people are ten. It is so with the default encoder, and with the sets Default, Normalize and
# LatinBalance; with Exact, or dedupe: false, each is found by itself.
# Version: flexsearch 0.8.212, Node 20.20. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tmp" flexsearch@0.8.212
cat > "$tmp/see.cjs" <<'JS'
const assert = require("node:assert");
const fs = require("node:fs");
const { Encoder, Index } = require("flexsearch");

const VERSION = JSON.parse(fs.readFileSync("node_modules/flexsearch/package.json")).version;
const TEXTS = [
  "Gửi xe máy 11.000 đồng",
  "Gửi xe máy 111.000 đồng",
  "Gửi xe máy 1.000 đồng",
  "Vé xe buýt 22.000 đồng",
  "Vé xe buýt 2.000 đồng",
  "Theo điều 11 của luật",
  "Theo điều 1 của luật",
  "Nghị quyết 55 về thuế",
  "Nghị quyết 5 về thuế",
  "Lũ cuốn 100 người",
  "Lũ cuốn 10 người",
];
// What a question finds, and what it should.
const SEEN = {
  "1.000 đồng": [TEXTS.slice(0, 3), [TEXTS[2]]],
  "2.000 đồng": [TEXTS.slice(3, 5), [TEXTS[4]]],
  "điều 1": [TEXTS.slice(5, 7), [TEXTS[6]]],
  "Nghị quyết 5": [TEXTS.slice(7, 9), [TEXTS[8]]],
  "10 người": [TEXTS.slice(9), [TEXTS[10]]],
};

// What each question finds in an index with these options.
function found(options) {
  const index = new Index(options);
  TEXTS.forEach((text, place) => index.add(place, text));
  return Object.keys(SEEN).map((question) => index.search(question).map((place) => TEXTS[place]));
}

console.log("flexsearch", VERSION);
const right = Object.values(SEEN).map(([, texts]) => texts);
const wrong = Object.values(SEEN).map(([texts]) => texts);
assert.deepStrictEqual(found({ encoder: "Exact" }), right);
assert.deepStrictEqual(found({ encoder: new Encoder({ dedupe: false }) }), right);
const seen = found({});
Object.keys(SEEN).forEach((question, place) => console.log(`${question}: ${seen[place].join(" | ")}`));
for (const options of [{}, { encoder: "Default" }, { encoder: "Normalize" }, { encoder: "LatinBalance" }]) {
  if (JSON.stringify(found(options)) !== JSON.stringify(wrong)) {
    console.error("It changed: other texts are found.", options);
    process.exitCode = 1;
  }
}
JS
cd "$tmp"
node see.cjs
