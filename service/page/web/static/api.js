// Calls to the service. A key, where one is needed, is asked for once and kept in this tab.

import { t } from "./dom.js";

const KEY = "trichdan.key";
const ADMIN = "trichdan.admin";

/** An error that the service or the network gave, with its code. */
export class Failure extends Error {
  constructor(message, code = "unreachable", retryable = true) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

async function failureOf(response) {
  try {
    const problem = await response.json();
    return new Failure(problem.detail, problem.code, problem.retryable);
  } catch {
    return new Failure(`HTTP ${response.status}`, "unexpected_reply", false);
  }
}

/** Ask for a key in a dialog, and keep it under `place` in this tab; resolves when one was given. */
function askForKey(place, wrong) {
  const dialog = document.getElementById("key");
  const value = document.getElementById("key-value");
  document.getElementById("key-title").textContent = t(place === ADMIN ? "admin_title" : "key_title");
  document.getElementById("key-label").textContent = t(place === ADMIN ? "admin_label" : "key_label");
  document.getElementById("key-fault").textContent = wrong ? t("key_wrong") : "";
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.addEventListener(
      "close",
      () => {
        if (!value.value.trim()) return reject(new Failure(t("key_title"), "unauthorized", false));
        sessionStorage.setItem(place, value.value.trim());
        value.value = "";
        resolve();
      },
      { once: true },
    );
  });
}

/** Headers hold bytes: a key with other letters is sent in UTF-8. */
const bytes = (key) => String.fromCharCode(...new TextEncoder().encode(key));

/** fetch with the key of those who may read; asks for one when the service wants it. */
export const call = (path, options = {}) => send(path, options, KEY);

/** fetch with the key of those who may write. */
export const callAsAdmin = (path, options = {}) => send(path, options, ADMIN);

async function send(path, options, place) {
  for (;;) {
    const key = sessionStorage.getItem(place);
    const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${bytes(key)}` } : {}) };
    let response;
    try {
      response = await fetch(path, { ...options, headers });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Failure(t("unreachable"));
    }
    if (response.ok) return response;
    const failure = await failureOf(response);
    if (failure.code !== "unauthorized" && failure.code !== "forbidden") throw failure;
    sessionStorage.removeItem(place);
    await askForKey(place, Boolean(key));
  }
}

const articles = new Map();

/** An article with its text; each is fetched once while the page is open. */
export function article(id) {
  const place = encodeURIComponent(id);
  if (!articles.has(id)) articles.set(id, call(`/v1/articles/${place}`).then((response) => response.json()));
  const found = articles.get(id);
  found.catch(() => articles.delete(id));
  return found;
}

/** The Markdown marks in each of these places of articles, from its start; none where they can't be had. */
export async function marksIn(places) {
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await call("/marks", { method: "POST", headers, body: JSON.stringify({ places: places.slice(0, 100) }) });
    return (await response.json()).marks;
  } catch {
    return []; // a quote with its marks is still the quote
  }
}

/** Questions about what is new, which are answered; none where they can't be had. */
export async function suggestions() {
  try {
    const response = await call(`/suggestions?lang=${document.documentElement.lang}`);
    return (await response.json()).questions;
  } catch {
    return [];
  }
}

/** Questions that go on from an answer and are answered too; none where they can't be had. */
export async function followUps(body) {
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await call("/follow-ups", { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()).questions;
  } catch {
    return []; // the answer is whole without them
  }
}

/** Ask, and yield each event of the stream as [name, data]; the last is `answer`. */
export async function* ask(body, signal) {
  const response = await call("/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  const decoder = new TextDecoder();
  let rest = "";
  let answered = false;
  for await (const chunk of chunks(response.body)) {
    const frames = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const event = read(frame);
      if (event?.[0] === "error") throw new Failure(event[1].detail, event[1].code, event[1].retryable);
      answered ||= event?.[0] === "answer";
      if (event) yield event;
    }
  }
  if (!answered) throw new Failure(t("unreachable"));
}

async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("unreachable"));
  } finally {
    reader.cancel().catch(() => {});
  }
}

function read(frame) {
  let name = "message";
  let data = "";
  for (const line of frame.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? [name, JSON.parse(data)] : null;
}
