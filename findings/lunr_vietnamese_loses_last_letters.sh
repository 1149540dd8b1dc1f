#!/usr/bin/env bash
# lunr-languages: with its Vietnamese, no word can be found that begins or ends with a letter under a tone mark: "giá", "thuế", "Huế", "ở"
#
# Guess (written before it was run for numbers and "Đ", which it holds for; for plain words it went without saying): with lunr.vi, a word that
# stands in the text is found.
# Seen: words are trimmed to the letters of a list, which has tone marks that stand by themselves, and ă, â, đ, ê, ô, ơ and ư, but none of the 60
# letters with a tone mark in one character, as nearly all text is written. So "giá" (price) is in the index as "gi", "thuế" (tax) as "thu", "gà"
# (hen) and "gỗ" (wood) as "g", "ở" as "". Questions aren't trimmed: "giá" and "thuế" find nothing, and "thu" (autumn) finds the article about
# tax, before the one about autumn. Of 24 words of these sentences 9 can't be found; decomposed (NFD) one can't, "nghệ". With
# multiLanguage("en", "vi") it is the same. Up to 1.20.0 the list made no valid pattern, nothing was trimmed, and all were found; 1.21.0
# repaired the pattern.
# Version: lunr-languages 1.22.0 (with lunr 2.3.9), Node 20.20. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tmp" lunr@2.3.9 lunr-languages@1.22.0
cat > "$tmp/see.js" <<'JS'
const lunr = require("lunr");
require("lunr-languages/lunr.stemmer.support")(lunr);
require("lunr-languages/lunr.vi")(lunr);

const TEXTS = {
  price: "Giá xăng giảm từ chiều nay",
  autumn: "Mùa thu ở Hà Nội",
  tax: "Thuế thu nhập giảm",
  hens: "Đàn gà ở Nghệ An",
  wood: "Xuất khẩu gỗ tăng",
  rain: "Mưa to ở Huế",
};
const WORDS = [...new Set(Object.values(TEXTS).join(" ").toLowerCase().split(" "))];

// What is found for a word, both it and the texts in one normal form.
function search(form) {
  const index = lunr(function () {
    this.use(lunr.vi);
    this.ref("id");
    this.field("text");
    for (const [id, text] of Object.entries(TEXTS)) this.add({ id, text: text.normalize(form) });
  });
  return (word) => index.search(word.normalize(form)).map((hit) => hit.ref);
}

lunr.utils.warn = () => {};
console.log("lunr-languages", require("lunr-languages/package.json").version, "- lunr", lunr.version);
const composed = search("NFC");
const decomposed = search("NFD");
for (const word of ["giá", "thuế", "thu", "gà", "g"]) console.log(`${word}: ${composed(word)}`);
const [lost, lostDecomposed] = [composed, decomposed].map((found) => WORDS.filter((word) => found(word).length === 0));
console.log(`not found, of ${WORDS.length} words: ${lost.join(", ")}; decomposed: ${lostDecomposed}`);
if (lostDecomposed.join() !== "nghệ" || lost.join() !== "giá,từ,ở,hà,thuế,gà,nghệ,gỗ,huế" || composed("thu").join() !== "tax,autumn") {
  console.error("It changed: other words can't be found.");
  process.exitCode = 1;
}
JS
cd "$tmp"
node see.js
