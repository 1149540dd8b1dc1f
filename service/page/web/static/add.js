// Articles put in and taken out in the page, with the admin key, which stays in this tab.

import { callAsAdmin } from "./api.js";
import { el, icon, say, t, undoable } from "./dom.js";
import { refresh } from "./list.js";

const find = (id) => document.getElementById(id);
const list = find("articles");
const drop = find("drop");
const rows = find("added");
const progress = find("add-progress");
const BIN = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5";
const KNOWN = ["unsupported", "duplicate_id"];
const JSON_TYPE = { "Content-Type": "application/json" };
const place = (id) => `/v1/articles/${encodeURIComponent(id)}`;
let work = Promise.resolve();

/** Read files one after another; each has a line that says how it went. */
function take(files) {
  const waiting = [...files].map((file) => {
    const said = el("span", { class: "about" }, t("add_waiting"));
    rows.append(el("li", {}, el("strong", {}, file.name), " ", said));
    return { file, said };
  });
  find("add").open = true;
  work = work.then(() => readAll(waiting));
}

async function readAll(waiting) {
  progress.hidden = false;
  progress.max = waiting.length;
  progress.value = 0;
  const added = [];
  for (const one of waiting) {
    added.push(...(await read(one)));
    progress.value += 1;
  }
  progress.hidden = true;
  if (added.length) await done(added);
}

/** Send one file; hands back the ids of the articles that are new. */
async function read({ file, said }, replace = false) {
  said.className = "about";
  said.textContent = t("add_reading");
  try {
    const query = new URLSearchParams({ name: file.name, replace });
    const response = await callAsAdmin(`/v1/files?${query}`, { method: "POST", body: file });
    return report(await response.json(), { file, said });
  } catch (error) {
    said.className = "fault";
    said.textContent = error.message;
    say(`${file.name}: ${error.message}`);
    return [];
  }
}

function report({ articles, failed }, one) {
  const counts = ["added", "updated", "unchanged"].map((status) => [status, articles.filter((article) => article.status === status)]);
  const told = counts.filter(([, those]) => those.length).map(([status, those]) => t(`add_${status}`, { count: those.length }));
  const faults = failed.map(({ where, reason, code }) => el("span", { class: "fault" }, where === one.file.name ? "" : `${where}: `, because(code, reason)));
  const again = failed.some(({ code }) => code === "duplicate_id")
    ? el("button", { type: "button", class: "quiet", onclick: () => read(one, true).then(refresh) }, t("add_replace"))
    : null;
  one.said.className = "about";
  one.said.replaceChildren(...[told.join(", "), ...faults, again].filter(Boolean));
  if (failed.length) say(`${one.file.name}: ${because(failed[0].code, failed[0].reason)}`);
  return counts[0][1].map((article) => article.id);
}

/** Why a file wasn't taken, in the language of the page where the code says enough. */
const because = (code, reason) => (KNOWN.includes(code) ? t(`unread_${code}`) : reason);

async function done(ids) {
  await refresh();
  undoable(t("add_done", { count: ids.length }), async () => {
    for (const id of ids) await callAsAdmin(place(id), { method: "DELETE" });
    rows.replaceChildren();
    await refresh();
  });
}

/** An id as people would write it: the title's letters, and something that no other has. */
function idFor(title) {
  const plain = title.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "-").slice(0, 60).replace(/^-|-$/g, "");
  return `${words || "bai"}-${crypto.getRandomValues(new Uint16Array(1))[0].toString(16)}`;
}

async function paste(event) {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value.trim()));
  const id = idFor(given.title ?? given.text.slice(0, 60));
  const said = el("span", { class: "about" }, t("add_reading"));
  rows.append(el("li", {}, el("strong", {}, given.title ?? `${given.text.slice(0, 60)}…`), " ", said));
  try {
    await callAsAdmin(place(id), { method: "PUT", headers: JSON_TYPE, body: JSON.stringify(given) });
    said.textContent = t("add_added", { count: 1 });
    event.target.reset();
    await done([id]);
  } catch (error) {
    said.className = "fault";
    said.textContent = error.message;
    say(error.message);
  }
}

/** Take an article out; what it was is kept here for as long as it can be put back. */
async function remove(id, title) {
  try {
    const gone = await (await callAsAdmin(place(id))).json();
    await callAsAdmin(place(id), { method: "DELETE" });
    await refresh();
    const { text, title: heading, published, url, source } = gone;
    const body = JSON.stringify({ text, title: heading, published, url, source });
    undoable(t("article_deleted", { title }), async () => {
      await callAsAdmin(place(id), { method: "PUT", headers: JSON_TYPE, body });
      await refresh();
    });
  } catch (error) {
    say(error.message);
    find("total").textContent = error.message;
  }
}

/** Give each line of the list its bin. */
function withBins() {
  for (const item of list.querySelectorAll("li[data-id]:not(:has(.bin))")) {
    const title = item.querySelector(".title").textContent;
    const label = `${t("delete")}: ${title}`;
    const onclick = () => remove(item.dataset.id, title);
    item.append(el("button", { type: "button", class: "tool bare bin", "aria-label": label, title: t("delete"), onclick }, icon(BIN)));
  }
}

find("files").addEventListener("change", (event) => {
  take(event.target.files);
  event.target.value = "";
});
find("paste-form").addEventListener("submit", paste);
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    find("add").open = true;
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => event.relatedTarget === null && drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  drop.classList.remove("over");
  take(event.dataTransfer.files);
});
if (location.hash === "#add") find("add").open = true;
list.addEventListener("refreshed", withBins);
withBins();
