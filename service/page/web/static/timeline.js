// A subject, a source or a period in order of time: each article's date, and the sentence that leads to its place.

import { call } from "./api.js";
import { el, outlet, readableDate, t, titleOf } from "./dom.js";
import { articleHref, hideMarks, showing } from "./offsets.js";

const total = document.getElementById("total");

/** What the address asks for. */
function asked() {
  const { q: query, ...filters } = Object.fromEntries([...new URLSearchParams(location.search)].filter(([, value]) => value.trim()));
  return { ...(query ? { query } : {}), ...(Object.keys(filters).length ? { filters } : {}) };
}

async function show() {
  const headers = { "Content-Type": "application/json" };
  const response = await call("/v1/timeline", { method: "POST", headers, body: JSON.stringify(asked()) });
  const { moments, total: all } = await response.json();
  const list = document.getElementById("moments");
  list.replaceChildren(...moments.map(moment));
  hideMarks(list);
  const shown = moments.length;
  if (!shown) total.textContent = t(asked().query ? "timeline_none" : "articles_none");
  else total.textContent = shown < all ? t("timeline_part", { shown, total: all }) : t("timeline_total", { total: all });
}

function moment(one) {
  const date = one.published
    ? el("time", { datetime: one.published }, readableDate(one.published))
    : el("span", { class: "undated" }, t("undated"));
  const span = { start: one.start, end: one.end, sha256: one.article_sha256 };
  const quote = showing(el("a", { href: articleHref(one.article_id, span) }, one.quote), one);
  const opens = one.start === 0 && !one.title; // then the quote is what the article would be called by
  const from = [opens ? null : titleOf(one), outlet(one)].filter(Boolean).join(" · ");
  return el("li", {}, date, el("div", {}, el("blockquote", { lang: "vi" }, quote), el("p", { class: "about" }, from)));
}

try {
  await show();
} catch (error) {
  total.textContent = error.message;
}
document.body.dataset.ready = "yes";
