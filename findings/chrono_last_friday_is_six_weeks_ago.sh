#!/usr/bin/env bash
# chrono-node: in Vietnamese, "thứ Sáu tuần trước" (Friday last week) is six weeks ago, and "tháng Sáu năm trước" (June last year) six years
#
# Guess (written before it was run for weekdays beside a date, months with a year and the day before yesterday, which it holds for; for a weekday
# of another week it went without saying): Friday of last week is in last week, or only one half of it is understood.
# Seen: weekdays and months have the names of numbers, Friday "thứ Sáu" (the sixth), June "tháng Sáu" (month six). The word before is left
# aside, and "Sáu tuần trước" read as six weeks ago; "thứ Sáu tuần này" (Friday this week) is in six weeks. So it is with all weekdays but Sunday,
# in words or figures (in words Wednesday, which isn't called by the common word for four, is two answers instead). The answer falls on today's
# weekday: for Friday, asked on a Wednesday, a Wednesday. The weekday alone is right, and so is the English "Friday last week".
# Version: chrono-node 2.10.3, Node 20.20. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tmp" chrono-node@2.10.3
cat > "$tmp/see.js" <<'JS'
const assert = require("assert");
const fs = require("fs");
const chrono = require("chrono-node");

const VERSION = JSON.parse(fs.readFileSync("node_modules/chrono-node/package.json")).version;
const NOW = new Date(2025, 2, 12, 12); // a Wednesday
const ANSWERS = {
  "thứ Hai tuần sau": "2025-03-26", // Monday next week: in two weeks
  "thứ Ba tuần trước": "2025-02-19", // Tuesday last week: three weeks ago
  "thứ Sáu tuần trước": "2025-01-29", // Friday last week: six weeks ago
  "thứ 6 tuần trước": "2025-01-29",
  "tháng Sáu năm trước": "2019-03-12", // June last year: six years ago
  "thứ Sáu tuần này": "2025-04-23", // Friday this week: in six weeks
};

// The day that a text is read as.
function read(text, language = chrono.vi) {
  const day = language.parseDate(text, NOW);
  return day && day.toISOString().slice(0, 10);
}

console.log("chrono-node", VERSION, "- now is", NOW.toISOString().slice(0, 10));
assert.strictEqual(read("thứ Sáu"), "2025-03-14");
assert.strictEqual(read("Friday last week", chrono.en), "2025-03-07");
for (const text of Object.keys(ANSWERS)) console.log(`${text}: ${read(text)}`);
if (Object.keys(ANSWERS).some((text) => read(text) !== ANSWERS[text])) {
  console.error("It changed: other days are answered.");
  process.exitCode = 1;
}
JS
cd "$tmp"
TZ=UTC node see.js
