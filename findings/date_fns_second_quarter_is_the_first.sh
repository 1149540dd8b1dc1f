#!/usr/bin/env bash
# date-fns: in Vietnamese "quý II 2024" and "quý III 2024", as it writes them itself, are read as the first quarter
#
# Guess (written before it was run for whole dates, which it holds for; for quarters it went without saying): what format() writes, parse() reads
# back as the same day.
# Seen: format() writes quarters in Roman figures, as newspapers do ("QQQQ"). parse() takes "quý II" and "quý III" whole and answers 1 January; the
# first and the fourth are right, and so are figures ("quý 2"), the short form ("Q2") and English. No error, no invalid date: a report of the
# third quarter is filed under the first.
# Version: date-fns 4.4.0, Node 20.20. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tmp" date-fns@4.4.0
cat > "$tmp/see.mjs" <<'JS'
import assert from "node:assert";
import fs from "node:fs";
import { format, parse } from "date-fns";
import { enUS, vi } from "date-fns/locale";

const VERSION = JSON.parse(fs.readFileSync("node_modules/date-fns/package.json")).version;
const PATTERN = "QQQQ yyyy";
const QUARTERS = [0, 3, 6, 9].map((month) => new Date(2024, month, 1));

// A text as parse() reads it, as a day.
function read(text, locale = vi, pattern = PATTERN) {
  return format(parse(text, pattern, new Date(2020, 0, 1), { locale }), "yyyy-MM-dd");
}

// The quarters, written and read back.
function back(locale, pattern = PATTERN) {
  return QUARTERS.map((day) => read(format(day, pattern, { locale }), locale, pattern));
}

const days = QUARTERS.map((day) => format(day, "yyyy-MM-dd"));
console.log("date-fns", VERSION);
for (const day of QUARTERS) {
  const text = format(day, PATTERN, { locale: vi });
  console.log(`${text}: ${read(text)}`);
}
assert.deepStrictEqual(back(enUS), days);
assert.deepStrictEqual(back(vi, "QQQ yyyy"), days);
assert.strictEqual(read("quý 3 2024"), days[2]);
assert.strictEqual(format(QUARTERS[2], PATTERN, { locale: vi }), "quý III 2024");
const seen = back(vi);
if (String(seen) !== String([days[0], days[0], days[0], days[3]])) {
  console.error("It changed: other quarters are read.");
  process.exitCode = 1;
}
JS
cd "$tmp"
TZ=UTC node see.mjs
