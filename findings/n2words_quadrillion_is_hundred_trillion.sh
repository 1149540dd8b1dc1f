#!/usr/bin/env bash
# n2words: in Vietnamese a million billion (10^15) is written as a hundred thousand billion (10^14), a tenth of it
#
# Guess (written before it was run): whole numbers, negatives and decimals come out as the right Vietnamese words.
# Seen: up to 999 thousand billion ("tỷ") they do. From 10^15 on, where the word is "triệu tỷ", it says "trăm nghìn tỷ": 10^15 has the words of
# 10^14 and 2 * 10^15 those of 2 * 10^14, without an error. Amounts in đồng get there: a country's yearly product of 11.5 million billion đồng is
# "mười một trăm nghìn tỷ năm trăm nghìn tỷ đồng" (eleven hundred thousand billion, five hundred thousand billion). English is right.
# Version: n2words 4.0.0, Node 20.20. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tmp" n2words@4.0.0
cat > "$tmp/see.mjs" <<'JS'
import assert from "node:assert";
import fs from "node:fs";
import * as english from "n2words/en-US";
import * as vietnamese from "n2words/vi-VN";

const VERSION = JSON.parse(fs.readFileSync("node_modules/n2words/package.json")).version;
const AMOUNT = 11_500_000_000_000_000n;
const WORDS = "mười một trăm nghìn tỷ năm trăm nghìn tỷ đồng";

// One, two or more of a power of ten, in words.
const words = (count, power) => vietnamese.toCardinal(BigInt(count) * 10n ** BigInt(power));

console.log("n2words", VERSION);
for (const power of [12, 13, 14, 15, 16, 17]) console.log(`10^${power}: ${words(1, power)}`);
console.log(`${AMOUNT} đồng: ${vietnamese.toCurrency(AMOUNT)}`);
assert.strictEqual(words(1, 12), "một nghìn tỷ");
assert.strictEqual(words(1, 14), "một trăm nghìn tỷ");
assert.strictEqual(words(2, 14), "hai trăm nghìn tỷ");
assert.strictEqual(english.toCardinal(10n ** 15n), "one quadrillion");
const same = [1, 2].every((count) => words(count, 15) === words(count, 14));
if (!same || vietnamese.toCurrency(AMOUNT) !== WORDS) {
  console.error("It changed: other words are written.");
  process.exitCode = 1;
}
JS
cd "$tmp"
node see.mjs
