#!/usr/bin/env bash
# defuddle: a list of prices after an article's first or last paragraph is taken for the author's data and left out
#
# Guess (written before it was run for <ul>; for <dl>, seen first, it went without saying): a list of short items with figures stays in the article
# between its paragraphs.
# Seen: within 500 letters of the article's beginning or end, a list of at most 8 items and 30 words is left out if no item has more than 8 words or
# ends with a full stop: it might be a blog's line of date, author and minutes to read. Five prices of petrol, as <ul>, <ol> or <dl>, are gone from
# Markdown and HTML. Behind a heading, or a paragraph that ends with a colon, they stay; so do they in <div>, with a full stop behind each, and in
# the middle of a long article.
# Version: defuddle 0.19.4, linkedom 0.18.15, Node 20.20. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tmp" defuddle@0.19.4 linkedom@0.18.15
cat > "$tmp/see.mjs" <<'JS'
import assert from "node:assert";
import fs from "node:fs";
import { Defuddle } from "defuddle/node";
import { parseHTML } from "linkedom";

const VERSION = JSON.parse(fs.readFileSync("node_modules/defuddle/package.json")).version;
const PRICES = { "Xăng RON 95": "23.540 đồng", "Xăng E5": "22.510 đồng", "Dầu diesel": "21.100 đồng", "Dầu hỏa": "20.900 đồng", "Ma dút": "17.100 đồng" };
const FIRST = "<p>Giá xăng dầu trong nước giảm từ chiều nay theo quyết định của liên Bộ Công Thương và Tài chính, thấp nhất từ đầu năm đến nay.</p>";
const MORE = "<p>Đây là lần giảm thứ ba liên tiếp của mặt hàng này, theo các doanh nghiệp đầu mối ở phía Nam, sau khi giá thế giới đi xuống.</p>";
const rows = Object.entries(PRICES);
const list = (tag, stop = "") => `<${tag}>${rows.map(([name, price]) => `<li>${name}: ${price}${stop}</li>`).join("")}</${tag}>`;
const pairs = (outer, inner, value) => `<${outer}>${rows.map(([name, price]) => `<${inner}>${name}</${inner}><${value}>${price}</${value}>`).join("")}</${outer}>`;
const LOST = {
  ul: FIRST + list("ul") + MORE.repeat(3),
  ol: FIRST + list("ol") + MORE.repeat(3),
  dl: FIRST + pairs("dl", "dt", "dd") + MORE.repeat(3),
  "ul at the end": FIRST + MORE.repeat(3) + list("ul"),
};
const KEPT = {
  "ul after a colon": `${FIRST}<p>Giá mới:</p>${list("ul")}${MORE.repeat(3)}`,
  "ul after a heading": `${FIRST}<h2>Giá mới</h2>${list("ul")}${MORE.repeat(3)}`,
  "ul with full stops": FIRST + list("ul", ".") + MORE.repeat(3),
  div: FIRST + pairs("div", "div", "div") + MORE.repeat(3),
  "ul in the middle": FIRST + MORE.repeat(5) + list("ul") + MORE.repeat(5),
};

// How many of the prices are in what comes out of an article.
async function prices(body, markdown) {
  const page = `<html><head><title>Giá xăng giảm</title></head><body><article><h1>Giá xăng giảm</h1>${body}</article></body></html>`;
  const { content } = await Defuddle(parseHTML(page).document, "https://example.org/gia-xang.html", { markdown });
  assert(content.includes("thấp nhất từ đầu năm") && content.includes("lần giảm thứ ba"));
  return rows.filter(([, price]) => content.includes(price)).length;
}

console.log("defuddle", VERSION);
for (const [name, body] of Object.entries({ ...LOST, ...KEPT })) {
  const seen = [await prices(body, true), await prices(body, false)];
  console.log(`${name}: ${seen.join(" and ")} of ${rows.length} prices, in Markdown and HTML`);
  if (name in KEPT) assert.deepStrictEqual(seen, [rows.length, rows.length]);
  else if (seen.some(Boolean)) {
    console.error("It changed: a list stays.");
    process.exitCode = 1;
  }
}
JS
cd "$tmp"
node see.mjs
