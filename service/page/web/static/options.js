// Within what to ask: a period, a source, one article. Also as the address of a question, so that an answer can be linked to.

import { article } from "./api.js";
import { el, icon, readableDate, t, titleOf } from "./dom.js";

const find = (id) => document.getElementById(id);
const FIELDS = { published_from: "from", published_to: "to", source: "source" };
const CROSS = "M6 6l12 12M18 6L6 18";
let within = null; // {id, title} of the article that is asked

/** What is chosen: `{filters?, title?}`; the filters as the API takes them, and what the article among them is called. */
export function chosen() {
  const given = Object.entries(FIELDS).map(([name, id]) => [name, find(id).value.trim()]);
  const filters = Object.fromEntries(given.filter(([, value]) => value));
  if (within) filters.article_ids = [within.id];
  if (!Object.keys(filters).length) return {};
  return { filters, ...(within ? { title: within.title } : {}) };
}

/** Choose this, and nothing else. */
export async function choose({ filters = {}, title } = {}) {
  for (const [name, id] of Object.entries(FIELDS)) find(id).value = filters[name] ?? "";
  const id = filters.article_ids?.[0];
  within = id ? { id, title: title ?? id } : null;
  show();
  if (id && !title) {
    within = { id, title: titleOf(await article(id)) };
    show();
  }
}

/** What the options narrow the search to, in words; empty where they don't. */
export function told({ filters, title } = {}) {
  if (!filters) return "";
  const { published_from: from, published_to: to, source, article_ids: ids } = filters;
  const period = from || to ? `${readableDate(from) ?? "…"} – ${readableDate(to) ?? "…"}` : null;
  return [period, source, ids ? `“${title ?? ids[0]}”` : null].filter(Boolean).join(" · ");
}

/** The address that asks a question again; `index` tells whether the articles are still the same. */
export function addressOf(question, { filters = {} } = {}, index = "") {
  const { article_ids: ids, ...rest } = filters;
  const fields = { q: question, ...rest, article: ids?.[0], index };
  const given = Object.entries(fields).filter(([, value]) => value);
  return `${location.origin}/#${new URLSearchParams(given)}`;
}

/** What an address asks: `{question, options, index}`. */
export function asked(hash) {
  const { q: question = "", index = "", article: id, ...rest } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const kept = Object.entries(rest).filter(([name]) => name in FIELDS);
  const filters = { ...Object.fromEntries(kept), ...(id ? { article_ids: [id] } : {}) };
  return { question: question.trim(), index, options: Object.keys(filters).length ? { filters } : {} };
}

function show() {
  const { filters } = chosen();
  const inForm = filters && told({ filters: { ...filters, article_ids: undefined } });
  find("filters-summary").textContent = inForm ? t("filters_on", { range: inForm }) : t("filters");
  find("filters").classList.toggle("on", Boolean(inForm));
  find("within").replaceChildren(...(within ? chip() : []));
  find("within").hidden = !within;
}

function chip() {
  const leave = () => {
    within = null;
    show();
    find("question").focus();
  };
  const button = el("button", { type: "button", class: "tool bare", "aria-label": t("within_leave"), onclick: leave }, icon(CROSS));
  return [el("span", {}, t("within"), " ", el("strong", {}, within.title)), button];
}

for (const id of Object.values(FIELDS)) find(id).addEventListener("change", show);
find("clear").addEventListener("click", () => choose(within ? { filters: { article_ids: [within.id] }, title: within.title } : {}));
