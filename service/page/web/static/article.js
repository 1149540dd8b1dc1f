// An article to read: highlights the span that the address names, in code points of the article's text.

import { call } from "./api.js";
import { t } from "./dom.js";
import { length, toUnits } from "./offsets.js";
import * as store from "./store.js";

const find = (id) => document.getElementById(id);
let text = find("text");

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
  const first = marks.find((mark) => mark.checkVisibility()) ?? marks[0]; // marks of Markdown are out of sight
  first.id = "quoted";
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first.scrollIntoView({ block: "center", behavior: calm ? "auto" : "instant" });
}

/** Where keys are needed, the page comes without the article: the same page, fetched with the key, has it. */
async function fetchArticle() {
  const response = await call(`/reading/${encodeURIComponent(find("article").dataset.id)}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["article", "version"]) find(id).replaceWith(document.adoptNode(page.getElementById(id)));
  document.title = page.title;
}

if (document.body.dataset.locked) {
  try {
    await fetchArticle();
    text = find("text");
  } catch (error) {
    find("title").textContent = t("not_found_title");
    find("about").textContent = error.message;
  }
}
find("back").hidden = !store.current();
addEventListener("hashchange", show);
show();
document.body.dataset.ready = "yes";
