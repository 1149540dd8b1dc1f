// The page to ask on: send the question, show the stream, keep the conversation.

import { ask, followUps, suggestions } from "./api.js";
import { el, say, t, undoable } from "./dom.js";
import * as options from "./options.js";
import * as side from "./side.js";
import * as store from "./store.js";
import { fail, finish, offer, open, progress } from "./turn.js";

const find = (id) => document.getElementById(id);
const form = find("ask");
const field = find("question");
const send = find("send");
const conversation = find("conversation");
const LONGEST = 2000;
let running = null;

function started(on) {
  send.textContent = on ? t("stop") : t("send");
  send.classList.toggle("stop", on);
}

function settle() {
  const any = conversation.childElementCount > 0;
  if (!any) suggest();
  find("welcome").classList.toggle("gone", any);
  find("fresh").hidden = !any;
  side.show(showConversation);
}

/** Fill the welcome with questions to begin with, the first time that it is shown. */
async function suggest() {
  const place = find("suggested");
  if (!place || place.dataset.asked) return;
  place.dataset.asked = "yes";
  const found = await suggestions();
  find("examples").append(...found.map((one) => el("li", {}, el("button", { type: "button" }, one))));
  place.hidden = !found.length;
}

/** Bring a turn to the top of the window; the last one has room below it for that. */
function bring(section) {
  if (section === conversation.firstElementChild) scrollTo(0, 0); // below the whole frame, rather than half of it
  else section.scrollIntoView({ block: "start" });
}

/** Add a turn's elements at the end. */
function append(question) {
  const turn = open(question, (wording) => again(turn, wording, turn.options));
  conversation.append(turn.section);
  return Object.assign(turn, { question });
}

/** The number of a turn among those that are kept; one that failed isn't. */
function placeOf({ section }) {
  const before = [...conversation.children].slice(0, [...conversation.children].indexOf(section));
  return before.filter((one) => one.dataset.kept).length;
}

async function put(question, chosen, linked) {
  const turn = Object.assign(append(question), { options: chosen, linked });
  settle();
  bring(turn.section);
  await answer(turn);
}

/** Ask in the place of a turn; what stood there and after it can be had back. */
function again(turn, question, chosen) {
  running?.abort();
  const before = store.current();
  const place = placeOf(turn);
  for (const section of [...conversation.children].slice([...conversation.children].indexOf(turn.section))) section.remove();
  if (before && before.turns.length > place) {
    const back = () => {
      running?.abort();
      store.restore(before);
      showConversation();
    };
    undoable(t("asked_again"), back);
  }
  put(question, chosen);
}

async function answer(turn) {
  const { question, options: chosen = {}, linked, section, body } = turn;
  const mine = new AbortController();
  running = mine;
  started(true);
  say(t("searching"));
  body.classList.remove("failure");
  const shown = progress(body);
  const { filters } = chosen;
  const request = { question, history: store.history(placeOf(turn)), ...(filters ? { filters } : {}) };
  try {
    for await (const [name, data] of ask(request, mine.signal)) {
      if (name === "retrieval") shown.reading(data.passages.length);
      else if (name === "token") shown.token(data.text);
      else if (name === "answer") done(turn, { question, answer: data, options: chosen, linked });
    }
  } catch (error) {
    if (!section.isConnected) return;
    const failure = error.name === "AbortError" ? { message: t("stopped"), retryable: true } : error;
    fail(body, failure, () => answer(turn));
  } finally {
    if (running === mine) {
      running = null;
      started(false);
    }
  }
}

function done(turn, kept) {
  if (!turn.section.isConnected) return;
  store.put(placeOf(turn), kept);
  render(turn, kept);
  side.show(showConversation);
  bring(turn.section);
  goOn(turn, kept);
  const { answer: given } = kept;
  if (given.kind === "small_talk") return say(given.answer);
  const said = `${t("done", { count: given.citations.length })} ${given.short_answer ?? given.answer}`;
  say(given.answered ? said : `${t("refused")}. ${given.reason_text ?? ""}`);
}

/** Offer what to ask next, once the answer stands; kept with the turn, and shown below the last one only. */
async function goOn(turn, kept) {
  const { answer: given, options: { filters } = {} } = kept;
  if (!given.answered || !given.citations.length) return;
  const place = placeOf(turn);
  const citations = given.citations.map(({ article_id, start, end }) => ({ article_id, start, end }));
  const request = { question: kept.question, citations, history: store.history(place + 1), ...(filters ? { filters } : {}) };
  const next = await followUps(request);
  // Meanwhile another question may have been asked, or another conversation opened.
  if (!turn.section.isConnected || turn.section !== conversation.lastElementChild) return;
  store.put(place, { ...kept, next });
  offer(turn.body, next, (question) => !running && put(question, kept.options));
}

function render(turn, kept) {
  turn.section.dataset.kept = "yes";
  finish(turn.body, kept, (chosen) => again(turn, kept.question, chosen));
  offer(turn.body, kept.next ?? [], (question) => !running && put(question, kept.options));
}

/** Show the open conversation, or the welcome where there is none. */
function showConversation() {
  running?.abort();
  conversation.replaceChildren();
  for (const kept of store.current()?.turns ?? []) {
    const turn = Object.assign(append(kept.question), { options: kept.options });
    render(turn, kept);
  }
  settle();
  if (conversation.lastElementChild) bring(conversation.lastElementChild);
}

/** Ask what the address asks, in a conversation of its own; or only choose within what. */
async function follow() {
  const { question, options: chosen, index } = options.asked(location.hash);
  if (!question && !chosen.filters) return;
  history.replaceState(null, "", location.pathname);
  await options.choose(chosen).catch((error) => say(error.message));
  if (!question) return field.focus();
  running?.abort();
  store.open(null);
  showConversation();
  put([...question].slice(0, LONGEST).join(""), options.chosen(), index);
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
  put(question, options.chosen());
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
  if (example && !running) put(example.textContent, options.chosen());
});

find("fresh").addEventListener("click", () => {
  store.open(null);
  showConversation();
  field.focus();
});

showConversation();
if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
addEventListener("hashchange", follow);
follow();
document.body.dataset.ready = "yes";
