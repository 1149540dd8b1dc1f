// The page to ask on: send the question, show the stream, keep the conversation.

import { ask } from "./api.js";
import { t } from "./dom.js";
import * as store from "./store.js";
import { fail, finish, open, progress } from "./turn.js";

const find = (id) => document.getElementById(id);
const form = find("ask");
const field = find("question");
const send = find("send");
const conversation = find("conversation");
const LONGEST = 2000;
let running = null;

/** Tell screen readers; nothing else on the page is a live region, so that tokens aren't read one by one. */
function say(text) {
  find("status").textContent = text;
}

function filters() {
  const chosen = { published_from: find("from").value, published_to: find("to").value };
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
  return Object.keys(given).length ? { filters: given } : {};
}

function showFilters() {
  const { published_from: from = "…", published_to: to = "…" } = filters().filters ?? {};
  const on = from !== "…" || to !== "…";
  find("filters-summary").textContent = on ? t("filters_on", { range: `${from} – ${to}` }) : t("filters");
  find("filters").classList.toggle("on", on);
}

function started(on) {
  send.textContent = on ? t("stop") : t("send");
  send.classList.toggle("stop", on);
}

function settle() {
  const any = conversation.childElementCount > 0;
  find("welcome").classList.toggle("gone", any);
  find("fresh").hidden = !any;
}

async function put(question) {
  const turn = open(question);
  conversation.append(turn.section);
  settle();
  turn.section.scrollIntoView({ block: "start" });
  await answer(question, turn);
}

async function answer(question, { section, body }) {
  running = new AbortController();
  started(true);
  say(t("searching"));
  body.classList.remove("failure");
  const shown = progress(body);
  try {
    for await (const [name, data] of ask({ question, history: store.history(), ...filters() }, running.signal)) {
      if (name === "retrieval") shown.reading(data.passages.length);
      else if (name === "token") shown.token(data.text);
      else if (name === "answer") done(body, { question, answer: data });
    }
  } catch (error) {
    const failure = error.name === "AbortError" ? { message: t("stopped"), retryable: true } : error;
    fail(body, failure, () => answer(question, { section, body }));
  } finally {
    running = null;
    started(false);
  }
}

function done(body, turn) {
  finish(body, turn, say);
  store.add(turn);
  const count = turn.answer.citations.length;
  if (turn.answer.kind === "small_talk") return say(turn.answer.answer);
  say(turn.answer.answered ? `${t("done", { count })} ${turn.answer.answer}` : `${t("refused")}. ${turn.answer.reason_text ?? ""}`);
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) return running.abort();
  const question = field.value.trim();
  if (!question) return;
  if ([...question].length > LONGEST) return say(t("too_long"));
  field.value = "";
  grow();
  put(question);
});

field.addEventListener("input", () => {
  const long = [...field.value.trim()].length > LONGEST;
  field.setCustomValidity(long ? t("too_long") : "");
  grow();
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!running) form.requestSubmit();
  }
});

find("examples")?.addEventListener("click", (event) => {
  const example = event.target.closest("button");
  if (example && !running) put(example.textContent);
});

find("fresh").addEventListener("click", () => {
  running?.abort();
  store.clear();
  conversation.replaceChildren();
  settle();
  field.focus();
});

for (const id of ["from", "to"]) find(id).addEventListener("change", showFilters);
find("clear").addEventListener("click", () => {
  find("from").value = find("to").value = "";
  showFilters();
});

for (const turn of store.load()) {
  const { section, body } = open(turn.question);
  finish(body, turn, say);
  conversation.append(section);
}
settle();
showFilters();
if (conversation.lastElementChild && !location.hash) conversation.lastElementChild.scrollIntoView({ block: "start" });
if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
document.body.dataset.ready = "yes";
