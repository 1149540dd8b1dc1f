// What an answer rests on, as cards: each quote once, with its article's title, outlet and date.

import { el, factsOf, outlet, readableDate, t, titleOf } from "./dom.js";
import { articleHref, showing, toUnits } from "./offsets.js";
import { quoteOn } from "./quote.js";

const OPEN_QUOTES = 3; // so many are shown before the rest is folded away
const LONG = 320; // code points from which a quote is shown in part

const flat = (text) => text.replace(/[\s()[\]]+/g, " ").trim();

/** Whether the answer's sentences are its quotes, word for word: then showing both would be reading it twice. */
export function isQuoted(answer) {
  return (
    answer.mode === "extractive" &&
    answer.citations.every(({ quote, title, table_header: header, answer_spans: spans }) =>
      spans.every((span) => {
        const [start, end] = toUnits(answer.answer, span);
        const said = flat(answer.answer.slice(start, end));
        if (header && said === flat(`${header.text} ${quote}`)) return true;
        return said === flat(quote) || said === flat(`${title ?? ""} – ${quote}`);
      }),
    )
  );
}

/** The number of a citation, which leads to its place in the article. */
export function marker(citation) {
  const link = el(
    "a",
    {
      class: "marker",
      href: articleHref(citation.article_id, spanOf(citation)),
      "aria-label": t("citation_label", { marker: citation.marker, title: titleOf(citation) }),
      "data-marker": citation.marker,
    },
    `[${citation.marker}]`,
  );
  quoteOn(link, citation);
  return link;
}

/** The cards of an answer by article, in order of first use. Where its own words tell the answer, quotes are folded. */
export function sources(answer) {
  if (!answer.citations.length) return null;
  const open = isQuoted(answer);
  const byArticle = new Map();
  for (const one of answer.citations) byArticle.set(one.article_id, [...(byArticle.get(one.article_id) ?? []), one]);
  let left = answer.short_answer && open ? 1 : OPEN_QUOTES;
  // Where articles differ, what each of them says is read.
  const differing = new Set((answer.conflicts ?? []).flatMap(({ markers }) => markers));
  const cards = [...byArticle.values()].map((cited) => {
    const shown = open ? cited.filter((one, at) => at < left || differing.has(one.marker)) : [];
    left -= shown.length;
    const folded = cited.filter((one) => !shown.includes(one));
    return el(
      "li",
      { class: "card" },
      open ? null : from(cited[0]),
      ...shown.map((one) => quoted(one, answer)),
      folded.length ? fold(folded, answer, shown.length) : null,
      open ? from(cited[0]) : null,
      alsoIn(cited[0].also_in ?? []),
    );
  });
  const heading = el("h3", { class: open ? "sr-only" : "small" }, t("sources"));
  return el("div", { class: "sources" }, heading, el("ol", { class: "cards" }, ...cards));
}

/** The passages nearest to a question that has no answer. */
export function nearest(hits) {
  const cards = hits.map((hit) => {
    const quote = showing(el("blockquote", { lang: "vi" }, hit.text), hit);
    return el("li", { class: "card" }, from(hit), el("div", { class: "quoted plain" }, ...foldable(quote, hit.text)));
  });
  return el("details", { class: "sources nearest" }, el("summary", {}, t("nearest")), el("ol", { class: "cards" }, ...cards));
}

/** Two articles that say different things side by side, the newer first. */
export function conflict({ markers, numbers }, answer) {
  const sides = markers.map((number, place) => {
    const citation = answer.citations.find((one) => one.marker === number);
    const label = el("p", { class: "about" }, `${t(place ? "older" : "newer")} · ${factsOf(citation)}`);
    const said = el("p", { class: "said" }, numbers[place], " ", marker(citation));
    return el("div", {}, label, said, el("p", { class: "about" }, titleOf(citation)));
  });
  const heading = el("h3", { class: "small" }, t("articles_differ"));
  return el("div", { class: "differ" }, heading, el("div", { class: "sides" }, ...sides));
}

function quoted(citation, answer) {
  const span = answer.short_answer_span ?? answer.deciding_span;
  const holds = span && holdsSpan(citation, span);
  const units = holds ? toUnits(citation.quote, [span.start - citation.start, span.end - citation.start]) : [];
  const text = holds
    ? [citation.quote.slice(0, units[0]), el("mark", {}, citation.quote.slice(...units)), citation.quote.slice(units[1])]
    : [citation.quote];
  const title = citation.title_span ? el("p", { class: "of-title" }, citation.title) : null;
  const header = citation.table_header ? el("p", { class: "of-title" }, citation.table_header.text) : null;
  const quote = showing(el("blockquote", { lang: "vi", "data-by": citation.marker }, ...text), citation);
  const [body, more] = holds ? [quote, null] : foldable(quote, citation.quote);
  return el("div", { class: "quoted" }, marker(citation), el("div", {}, title, header, body, more, daysTold(citation.dates ?? [])));
}

/** Whether a span of an article lies in a citation's quote. */
export function holdsSpan(citation, span) {
  return citation.article_id === span.article_id && citation.start <= span.start && span.end <= citation.end;
}

/** A long quote shows its beginning, and a button for the rest. */
function foldable(quote, text) {
  if ([...text].length <= LONG) return [quote, null];
  quote.classList.add("short");
  const more = el("button", { type: "button", class: "more", "aria-expanded": "false" }, t("show_more"));
  more.addEventListener("click", () => {
    const open = !quote.classList.toggle("short");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = t(open ? "show_less" : "show_more");
  });
  return [quote, more];
}

function fold(citations, answer, shown) {
  const label = t(shown ? "more_quotes" : "quotes", { count: citations.length });
  return el("details", { class: "folded" }, el("summary", {}, label), ...citations.map((one) => quoted(one, answer)));
}

function spanOf(citation) {
  return { start: citation.start, end: citation.end, sha256: citation.article_sha256 };
}

function from(cited) {
  const link = el("a", { href: articleHref(cited.article_id, spanOf(cited)) }, titleOf(cited));
  return el("p", { class: "from" }, link, el("span", { class: "about" }, factsOf(cited)));
}

/** Which days a quote means by "hôm qua" and the like. */
function daysTold(dates) {
  const span = (one) => [one.date, one.until].filter(Boolean).map(readableDate).join(" – ");
  const told = new Set(dates.map((one) => `“${one.text}”: ${span(one)}`));
  return told.size ? el("p", { class: "about" }, [...told].join(" · ")) : null;
}

/** The other articles with the same words, as links. */
function alsoIn(copies) {
  if (!copies.length) return null;
  const name = (one) => [outlet(one) ?? titleOf(one), readableDate(one.published)].filter(Boolean).join(", ");
  const links = copies.map((one) => el("a", { href: articleHref(one.article_id) }, name(one)));
  return el("p", { class: "about" }, t("also_in"), " ", ...links.flatMap((link, place) => (place ? [" · ", link] : [link])));
}
