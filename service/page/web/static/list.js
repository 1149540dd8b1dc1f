// The list of articles: what a search finds, and all of it where keys are needed, since the page comes without it then.

import { call } from "./api.js";
import { el, factsOf, monthOf, t, titleOf } from "./dom.js";
import { articleHref } from "./offsets.js";

const list = document.getElementById("articles");
const total = document.getElementById("total");
const pages = document.getElementById("pages");
const LIMIT = 50;
const SNIPPET = 240;

/** What the address asks for. */
const asked = () => Object.fromEntries([...new URLSearchParams(location.search)].filter(([, value]) => value.trim()));

/** Show the list as it is now. */
export async function refresh() {
  try {
    await (asked().q ? search(asked()) : browse(asked()));
  } catch (error) {
    total.textContent = error.message;
  }
  list.dispatchEvent(new Event("refreshed"));
}

async function search({ q: query, cursor: _, ...filters }) {
  const body = JSON.stringify({ query, top_k: LIMIT, ...(Object.keys(filters).length ? { filters } : {}) });
  const response = await call("/v1/search", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const byArticle = new Map();
  for (const hit of (await response.json()).hits) if (!byArticle.has(hit.article_id)) byArticle.set(hit.article_id, hit);
  const rows = [...byArticle.values()].map((hit) => {
    const text = [...hit.text];
    const snippet = text.slice(0, SNIPPET).join("") + (text.length > SNIPPET ? "…" : "");
    return row(hit.article_id, hit, { start: hit.start, end: hit.end }, el("blockquote", { lang: "vi" }, snippet));
  });
  list.replaceChildren(el("ol", { class: "articles" }, ...rows));
  total.textContent = t("articles_found", { total: rows.length, query });
  pages.replaceChildren();
}

async function browse(given) {
  const response = await call(`/v1/articles?${new URLSearchParams({ ...given, limit: LIMIT, order: "newest" })}`);
  const page = await response.json();
  const groups = new Map();
  for (const one of page.articles) groups.set(monthOf(one.published), [...(groups.get(monthOf(one.published)) ?? []), one]);
  const sections = [...groups].map(([month, articles]) =>
    el(
      "section",
      {},
      el("h2", { class: "month" }, month),
      el("ol", { class: "articles" }, ...articles.map((one) => row(one.id, one))),
    ),
  );
  list.replaceChildren(...sections);
  total.textContent = page.total ? t("articles_total", { total: page.total }) : t("articles_none");
  const next = `/articles?${new URLSearchParams({ ...given, cursor: page.next_cursor })}`;
  pages.replaceChildren(...(page.next_cursor ? [el("a", { href: next, rel: "next" }, t("next_page"))] : []));
}

function row(id, one, span, below = null) {
  const link = el("a", { href: articleHref(id, span) }, el("span", { class: "title" }, titleOf(one)));
  return el("li", { "data-id": id }, link, el("span", { class: "about" }, factsOf(one)), below);
}

if (document.body.dataset.locked || asked().q) await refresh();
document.body.dataset.ready = "yes";
