// One question with its answer, as elements.

import { asMarkdown, asText, toClipboard } from "./copy.js";
import { el, outlet, readableDate, t, titleOf, told } from "./dom.js";
import { articleHref, toUnits } from "./offsets.js";
import { quoteOn } from "./quote.js";

let serial = 0;

/** The elements of a turn: the whole section, and where the answer goes. */
export function open(question) {
  serial += 1;
  const id = `turn-${serial}`;
  const body = el("div", { class: "answer-box", "aria-busy": "true" });
  const heading = el("h2", { id, class: "question" }, el("span", { class: "sr-only" }, `${t("you_asked")}: `), question);
  const section = el("section", { class: "turn", "aria-labelledby": id }, heading, body);
  return { section, body, id };
}

/** Say what is going on, and show the pieces of an answer that is being written. */
export function progress(body) {
  const note = el("p", { class: "progress" }, t("searching"));
  const draft = el("p", { class: "answer draft" });
  body.replaceChildren(note, draft);
  return {
    reading: (count) => (note.textContent = t("reading", { count })),
    token: (text) => draft.append(text),
  };
}

/** Show the verified answer, or the refusal with its reason and the nearest passages. */
export function finish(body, turn, say) {
  const { answer } = turn;
  body.removeAttribute("aria-busy");
  const talk = answer.kind === "small_talk";
  body.classList.toggle("refusal", !answer.answered && !talk);
  body.replaceChildren(
    answer.understood ? el("p", { class: "note" }, t("understood", { question: answer.understood })) : "",
    ...(answer.answered || talk ? answered(answer) : refused(answer)),
    talk ? "" : details(answer),
    answer.dropped_statements?.length ? droppedStatements(answer) : "",
    answer.citations.length ? sources(answer) : "",
    answer.nearest?.length ? nearest(answer.nearest) : "",
    answer.answered ? copyButtons(turn, say) : "",
  );
}

/** Show what went wrong, with a way to try again where that may help. */
export function fail(body, failure, again) {
  body.removeAttribute("aria-busy");
  body.classList.add("failure");
  const retry = failure.retryable ? el("button", { type: "button", class: "quiet", onclick: again }, t("retry")) : null;
  body.replaceChildren(el("p", { role: "alert" }, el("strong", {}, `${t("failed")}. `), failure.message, " ", retry ?? ""));
}

function answered(answer) {
  const degraded = answer.degraded ? el("p", { class: "note" }, t(`degraded_${answer.degraded}`)) : null;
  return [degraded ?? "", el("p", { class: "answer", lang: answer.language }, ...withMarkers(answer))];
}

function refused(answer) {
  const said = answer.reason_text ?? t(`reason_${answer.reason}`);
  return [
    answer.degraded ? el("p", { class: "note" }, t(`degraded_${answer.degraded}`)) : "",
    el("p", { class: "answer" }, el("strong", {}, t("refused"))),
    el("p", { class: "reason" }, said),
  ];
}

/** The answer's text with each marker as a link, and each supported span so that its marker can show it. */
function withMarkers(answer) {
  const byMarker = new Map(answer.citations.map((citation) => [String(citation.marker), citation]));
  const pieces = [];
  let at = 0;
  for (const match of answer.answer.matchAll(/\[(\d+)\]/g)) {
    const citation = byMarker.get(match[1]);
    if (!citation) continue;
    pieces.push(...supported(answer, at, match.index), marker(citation));
    at = match.index + match[0].length;
  }
  return [...pieces, ...supported(answer, at, answer.answer.length)];
}

/** The text between two markers, cut where a citation's support begins and ends. */
function supported(answer, start, end) {
  const spans = answer.citations.flatMap((citation) =>
    citation.answer_spans.map((span) => [...toUnits(answer.answer, span), citation.marker]),
  );
  const cuts = new Set([start, end]);
  for (const [low, high] of spans) for (const cut of [low, high]) if (cut > start && cut < end) cuts.add(cut);
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(1).map((high, index) => {
    const text = answer.answer.slice(ordered[index], high);
    const by = spans.filter(([from, to]) => from <= ordered[index] && high <= to).map(([, , number]) => number);
    return by.length ? el("span", { "data-by": by.join(" ") }, text) : text;
  });
}

function marker(citation) {
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

function details(answer) {
  const percent = Math.round(answer.confidence * 100);
  const level = el("meter", { min: 0, max: 1, value: answer.confidence, "aria-hidden": "true" });
  const mode = answer.mode === "llm" ? t("mode_llm", { model: answer.model ?? "LLM" }) : t("mode_extractive");
  return el(
    "p",
    { class: "details" },
    el("span", { class: "confidence", title: t("confidence_help") }, level, t("confidence", { percent })),
    answer.answered ? el("span", {}, mode) : null,
    answer.dropped_citations ? el("span", {}, t("dropped", { count: answer.dropped_citations })) : null,
  );
}

/** What the LLM wrote and no quote carries, each with the reason: to be seen, and not taken for an answer. */
function droppedStatements({ dropped_statements: dropped, language }) {
  const rows = dropped.map(({ text, reason }) =>
    el("li", {}, el("del", { lang: language }, text), " ", el("span", { class: "about" }, t(`dropped_${reason}`))),
  );
  const summary = el("summary", {}, t("dropped_statements", { count: dropped.length }));
  return el("details", { class: "sources nearest" }, summary, el("ul", {}, ...rows));
}

/** The sources by article, in order of first use, each with its quotes. */
function sources(answer) {
  const byArticle = new Map();
  for (const one of answer.citations) byArticle.set(one.article_id, [...(byArticle.get(one.article_id) ?? []), one]);
  const rows = [...byArticle.values()].map((cited) =>
    source(cited[0], spanOf(cited[0]), [
      ...cited.map((one) => quoted(told(one), spanOf(one), one)),
      ...alsoIn(cited[0].also_in ?? []),
    ]),
  );
  return el("div", { class: "sources" }, el("h3", { class: "small" }, t("sources")), el("ol", {}, ...rows));
}

function nearest(hits) {
  const rows = hits.map((hit) => {
    const span = { start: hit.start, end: hit.end };
    return source(hit, span, [el("blockquote", { lang: "vi" }, hit.text)]);
  });
  return el("details", { class: "sources nearest" }, el("summary", {}, t("nearest")), el("ol", {}, ...rows));
}

/** The other articles with the same words, as links. */
function alsoIn(copies) {
  if (!copies.length) return [];
  const links = copies.map((one) => el("a", { href: articleHref(one.article_id) }, outlet(one) ?? titleOf(one)));
  const listed = links.flatMap((link, place) => (place ? [", ", link] : [link]));
  return [el("p", { class: "about" }, t("also_in"), " ", ...listed)];
}

function spanOf(citation) {
  return { start: citation.start, end: citation.end, sha256: citation.article_sha256 };
}

function source(cited, span, quotes) {
  const dated = cited.title ? readableDate(cited.published) ?? t("undated") : null;
  const facts = [dated, outlet(cited) ?? (cited.title ? null : cited.article_id)].filter(Boolean).join(" · ");
  const title = el("a", { href: articleHref(cited.article_id, span) }, titleOf(cited));
  return el("li", {}, el("p", { class: "from" }, title, " ", el("span", { class: "about" }, facts)), ...quotes);
}

function quoted(quote, span, { article_id: id, marker: number }) {
  const link = el("a", { class: "number", href: articleHref(id, span), "aria-label": `${t("open_quote")} [${number}]` }, `[${number}]`);
  return el("div", { class: "quoted" }, link, el("blockquote", { lang: "vi" }, quote));
}

function copyButtons(turn, say) {
  const note = el("span", { class: "told", "aria-hidden": "true" });
  const tell = (key) => {
    say(t(key));
    note.textContent = t(key);
    setTimeout(() => (note.textContent = ""), 3000);
  };
  const copy = (text) => toClipboard(text(turn)).then(() => tell("copied"), () => tell("copy_failed"));
  const button = (label, text) => el("button", { type: "button", class: "quiet", onclick: () => copy(text) }, label);
  return el("p", { class: "copy" }, button(t("copy_markdown"), asMarkdown), button(t("copy_plain"), asText), note);
}
