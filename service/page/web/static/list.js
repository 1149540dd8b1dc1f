// The list of articles where keys are needed: the page comes without it.

import { call } from "./api.js";
import { el, outlet, readableDate, t, titleOf } from "./dom.js";
import { articleHref } from "./offsets.js";

const list = document.getElementById("articles");
const asked = new URLSearchParams(location.search);

try {
  const response = await call(`/v1/articles?${new URLSearchParams([["limit", "50"], ...[...asked].filter(([, value]) => value)])}`);
  const page = await response.json();
  list.replaceChildren(
    ...page.articles.map((one) => {
      const facts = [readableDate(one.published) ?? t("undated"), outlet(one), one.id].filter(Boolean).join(" · ");
      const link = el("a", { href: articleHref(one.id) }, el("span", { class: "title" }, titleOf(one)));
      return el("li", {}, link, el("span", { class: "about" }, facts));
    }),
  );
  document.getElementById("total").textContent = page.total ? t("articles_total", { total: page.total }) : t("articles_none");
  if (page.next_cursor) {
    asked.set("cursor", page.next_cursor);
    document.getElementById("pages").append(el("a", { href: `/articles?${asked}`, rel: "next" }, t("next_page")));
  }
} catch (error) {
  document.getElementById("total").textContent = error.message;
}
document.body.dataset.ready = "yes";
