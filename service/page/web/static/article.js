// An article to read: highlights the span that the address names, in code points of the article's text.

import { call } from "./api.js";
import { el, outlet, readableDate, safeUrl, t, titleOf } from "./dom.js";
import { length, toUnits } from "./offsets.js";
import * as store from "./store.js";

const find = (id) => document.getElementById(id);
const text = find("text");

/** Take away the highlight. */
function clear() {
  for (const mark of text.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  text.normalize();
  find("span-note").hidden = true;
}

/** Put marks around the text between two UTF-16 offsets, across whatever elements it spans. */
function highlight(start, end) {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let at = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, node.length);
    if (from < to) pieces.push([node, from, to]);
    at += node.length;
  }
  return pieces.map(([node, from, to]) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const mark = document.createElement("mark");
    range.surroundContents(mark);
    return mark;
  });
}

function note(key) {
  find("span-note").classList.toggle("calm", key === "span_shown");
  find("span-note").textContent = t(key);
  find("span-note").hidden = false;
}

/** Highlight what the fragment names, and bring it into view. */
function show() {
  clear();
  const asked = new URLSearchParams(location.hash.slice(1));
  const match = /^(\d+)-(\d+)$/.exec(asked.get("span") ?? "");
  if (!match) return;
  const [start, end] = match.slice(1).map(Number);
  const whole = text.textContent;
  if (start >= end || end > length(whole)) return note("span_outside");
  const marks = highlight(...toUnits(whole, [start, end]));
  const version = asked.get("version");
  note(version && !find("article").dataset.sha256.startsWith(version) ? "span_changed" : "span_shown");
  marks[0].id = "quoted";
  marks[0].tabIndex = -1;
  marks[0].focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  marks[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "instant" });
}

/** The text as paragraphs; line ends stay between them, as in the page that the server makes. */
function paragraphs(whole) {
  return whole.split(/(?<=\n)/).flatMap((line) => {
    const body = line.replace(/\n$/, "");
    const end = line.endsWith("\n") ? ["\n"] : [];
    return body.trim() ? [el("p", {}, body), ...end] : [body, ...end];
  });
}

/** Where keys are needed, the page comes without the article. */
async function fetchArticle() {
  const id = find("article").dataset.id;
  const response = await call(`/v1/articles/${encodeURIComponent(id)}`);
  const article = await response.json();
  find("title").textContent = titleOf(article);
  document.title = find("title").textContent;
  const facts = [article.title ? readableDate(article.published) : null, outlet(article)].filter(Boolean);
  const url = safeUrl(article.url);
  const link = url ? [" · ", el("a", { href: url, rel: "noopener noreferrer nofollow" }, t("original"))] : [];
  find("about").replaceChildren(facts.join(" · "), ...link);
  find("article").dataset.sha256 = article.article_sha256;
  text.replaceChildren(...paragraphs(article.text));
}

if (document.body.dataset.locked) {
  try {
    await fetchArticle();
  } catch (error) {
    find("title").textContent = t("not_found_title");
    find("about").textContent = error.message;
  }
}
find("back").hidden = !store.current();
addEventListener("hashchange", show);
show();
document.body.dataset.ready = "yes";
