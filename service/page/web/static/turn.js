// One question with its answer, as elements.

import { asMarkdown, asText, toClipboard } from "./copy.js";
import { conflict, holdsSpan, isQuoted, marker, nearest, sources } from "./cards.js";
import { el, say, t, tool } from "./dom.js";
import { rating } from "./feedback.js";
import { hideMarks, showing, toUnits } from "./offsets.js";
import { addressOf, told } from "./options.js";

const PENCIL = "M4 20l4-1L19 8l-3-3L5 16zM14 7l3 3";
const COPY = "M9 9h11v11H9zM5 15H4V4h11v1";
const LINK = "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1";
let serial = 0;

/** The elements of a turn: the whole section, and where the answer goes. `edited` is called with a new wording. */
export function open(question, edited) {
  serial += 1;
  const id = `turn-${serial}`;
  const body = el("div", { class: "answer-box", "aria-busy": "true" });
  const words = el("span", {}, question);
  const heading = el("h2", { id, class: "question" }, el("span", { class: "sr-only" }, `${t("you_asked")}: `), words);
  const head = el("div", { class: "asked" }, heading);
  head.append(tool(t("edit"), PENCIL, () => head.after(editor(question, head, edited)), { bare: true }));
  const section = el("section", { class: "turn", "aria-labelledby": id }, head, body);
  return { section, body };
}

/** The question as a field, while its heading is only heard; Escape leaves it as it was. */
function editor(question, head, edited) {
  const pencil = head.querySelector("button");
  const show = (on) => {
    head.classList.toggle("sr-only", on);
    pencil.hidden = on;
  };
  const back = () => {
    form.remove();
    show(false);
    pencil.focus();
  };
  show(true);
  const field = el("textarea", { "aria-label": t("question_label"), rows: 2, required: true, maxlength: 2000 });
  const submit = (event) => {
    event.preventDefault();
    if (field.value.trim()) edited(field.value.trim());
  };
  const keys = (event) => {
    if (event.key === "Escape") back();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  const buttons = [
    el("button", { type: "submit", class: "primary" }, t("ask_again")),
    el("button", { type: "button", class: "quiet", onclick: back }, t("cancel")),
  ];
  const form = el("form", { class: "editor", onsubmit: submit, onkeydown: keys }, field, el("p", {}, ...buttons));
  field.value = question;
  setTimeout(() => field.focus());
  return form;
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

/** Show the verified answer, or the refusal with its reason and the nearest passages. `again` asks with other options. */
export function finish(body, turn, again) {
  const { answer } = turn;
  const talk = answer.kind === "small_talk";
  body.removeAttribute("aria-busy");
  body.classList.toggle("refusal", !answer.answered && !talk);
  const shown = [
    turn.linked && turn.linked !== answer.index ? el("p", { class: "note" }, t("index_changed")) : null,
    answer.understood ? el("p", { class: "about" }, t("understood", { question: answer.understood })) : null,
    answer.degraded ? el("p", { class: "note" }, t(`degraded_${answer.degraded}`)) : null,
    ...(answer.answered || talk ? answered(answer) : refused(turn, again)),
    answer.nearest?.length ? nearest(answer.nearest) : null,
    answer.dropped_statements?.length ? droppedStatements(answer) : null,
    talk ? null : details(turn),
    talk ? null : actions(turn),
  ];
  body.replaceChildren(...shown.filter(Boolean));
  hideMarks(body);
}

/** Questions to go on with below an answer; `put` asks one. */
export function offer(body, questions, put) {
  if (!questions.length) return;
  const rows = questions.map((one) => el("li", {}, el("button", { type: "button", onclick: () => put(one) }, one)));
  const heading = el("h3", { class: "small" }, t("ask_next"));
  body.append(el("div", { class: "follow-ups" }, heading, el("ul", { class: "examples" }, ...rows)));
}

/** Show what went wrong, with a way to try again where that may help. */
export function fail(body, failure, again) {
  body.removeAttribute("aria-busy");
  body.classList.add("failure");
  const retry = failure.retryable ? el("button", { type: "button", class: "quiet", onclick: again }, t("retry")) : null;
  body.replaceChildren(el("p", { role: "alert" }, el("strong", {}, `${t("failed")}. `), failure.message, " ", retry ?? ""));
}

/** The direct answer first; then the sentences, unless they are the quotes, which the cards show. */
function answered(answer) {
  const { short_answer: short, short_answer_span: span, citations } = answer;
  const citation = span && citations.find((one) => holdsSpan(one, span));
  const words = short ? el("span", {}, short) : null;
  const direct = short ? el("p", { class: "direct", lang: "vi" }, span ? showing(words, span) : words, " ", citation ? marker(citation) : null) : null;
  const differ = (answer.conflicts ?? []).map((one) => conflict(one, answer));
  if (!citations.length || !isQuoted(answer)) {
    return [direct, el("p", { class: "answer", lang: answer.language }, ...withMarkers(answer)), ...differ, sources(answer)];
  }
  const open = beside(answer);
  const note = open ? el("p", { class: "answer open", lang: answer.language }, open) : null;
  // What the question takes for granted, and doubt, is read before the quotes, what stays open after them.
  return answer.unmentioned || answer.uncertain ? [direct, ...differ, note, sources(answer)] : [direct, ...differ, sources(answer), note];
}

function refused({ answer, options = {} }, again) {
  const filtered = told(options);
  const without = el("button", { type: "button", class: "quiet", onclick: () => again({}) }, t("ask_unfiltered"));
  return [
    el("p", { class: "direct" }, t("refused")),
    el("p", { class: "reason" }, answer.reason_text ?? t(`reason_${answer.reason}`)),
    filtered ? el("p", { class: "note filtered" }, t("searched_within", { range: filtered }), " ", without) : null,
  ];
}

/** What the answer says besides its quotes: what stays open. Contradictions are shown side by side instead. */
function beside(answer) {
  const spans = [...answer.citations.flatMap((one) => one.answer_spans), ...(answer.conflicts ?? []).map((one) => one.span)];
  const ordered = spans.map((span) => toUnits(answer.answer, span)).sort(([a], [b]) => a - b);
  let at = 0;
  let rest = "";
  for (const [start, end] of ordered) {
    rest += answer.answer.slice(at, Math.max(at, start));
    at = Math.max(at, end);
  }
  const markers = new Set(answer.citations.map((one) => `[${one.marker}]`));
  return (rest + answer.answer.slice(at)).replace(/\[\d+\]/g, (found) => (markers.has(found) ? "" : found)).trim();
}

/** The answer's text with each marker as a link, and each supported span so that its marker can show it. */
function withMarkers(answer) {
  const byMarker = new Map(answer.citations.map((citation) => [String(citation.marker), citation]));
  const end = Math.min(answer.answer.length, ...(answer.conflicts ?? []).map(({ span }) => toUnits(answer.answer, span)[0]));
  const pieces = [];
  let at = 0;
  for (const match of answer.answer.slice(0, end).matchAll(/\[(\d+)\]/g)) {
    const citation = byMarker.get(match[1]);
    if (!citation) continue;
    pieces.push(...supported(answer, at, match.index), marker(citation));
    at = match.index + match[0].length;
  }
  const after = (answer.conflicts ?? []).map(({ span }) => toUnits(answer.answer, span)[1]);
  return [...pieces, ...supported(answer, at, end), after.length ? answer.answer.slice(Math.max(...after)) : ""];
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

function details({ answer, options = {} }) {
  const percent = Math.round(answer.confidence * 100);
  const level = el("meter", { min: 0, max: 1, value: answer.confidence, "aria-hidden": "true" });
  const mode = answer.mode === "llm" ? t("mode_llm", { model: answer.model ?? "LLM" }) : t("mode_extractive");
  const filtered = answer.answered ? told(options) : "";
  return el(
    "p",
    { class: "details" },
    el("span", { class: "confidence", title: t("confidence_help") }, level, t("confidence", { percent })),
    answer.answered ? el("span", {}, mode) : null,
    filtered ? el("span", {}, t("searched_within", { range: filtered })) : null,
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

function actions(turn) {
  const { question, answer, options } = turn;
  const note = el("span", { class: "told", "aria-hidden": "true" });
  const tell = (key) => {
    say(t(key));
    note.textContent = t(key);
    setTimeout(() => (note.textContent = ""), 3000);
  };
  const copy = (text, told) => toClipboard(text).then(() => tell(told), () => tell("copy_failed"));
  const address = () => addressOf(answer.understood ?? question, options, answer.index);
  const link = tool(t("copy_link"), LINK, () => copy(address(), "link_copied"));
  const texts = [
    tool(t("copy_markdown"), COPY, () => copy(asMarkdown(turn), "copied")),
    tool(t("copy_plain"), COPY, () => copy(asText(turn), "copied")),
  ];
  const { buttons, form } = rating(turn);
  return el("div", { class: "actions" }, el("div", { class: "copy" }, link, ...(answer.answered ? texts : []), note, buttons), form);
}
