// Places in articles: offsets of the API are in Unicode code points, strings of JavaScript in UTF-16 code units. What of a place
// is a mark of Markdown is kept out of sight: it stays in the element, so that places in it stay right.

import { marksIn } from "./api.js";
import { el } from "./dom.js";

const places = new WeakMap();

/** Say which place of an article an element shows, `ahead` code points of our own before it; hands the element back. */
export function showing(element, { article_id, start, end }, ahead = 0) {
  places.set(element, { place: { article_id, start, end }, ahead });
  return element;
}

/** Keep the marks of all places that are shown in `root` out of sight. */
export async function hideMarks(root) {
  const shown = [...root.querySelectorAll("*")].filter((one) => places.has(one));
  if (!shown.length) return;
  const found = await marksIn(shown.map((one) => places.get(one).place));
  found.forEach((marks, number) => marks.toReversed().forEach((mark) => hide(shown[number], mark)));
}

/** From the end to the start, so that what is before stays where it was. */
function hide(element, mark) {
  const { ahead } = places.get(element);
  const [start, end] = toUnits(element.textContent, [mark[0] + ahead, mark[1] + ahead]);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push([node, at]);
    at += node.length;
  }
  for (const [node, at] of nodes) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, node.length)];
    if (from >= to) continue;
    const rest = node.splitText(from);
    rest.splitText(to - from);
    const hidden = el("span", { class: "mark-up" });
    rest.replaceWith(hidden);
    hidden.append(rest);
  }
}

/** The index in UTF-16 units of each code point offset in `wanted` (ascending), within `text`. */
export function toUnits(text, wanted) {
  const found = [];
  let points = 0;
  let units = 0;
  for (const offset of wanted) {
    while (points < offset && units < text.length) {
      units += text.codePointAt(units) > 0xffff ? 2 : 1;
      points += 1;
    }
    found.push(units);
  }
  return found;
}

/** `text` from one code point offset to another. */
export function slice(text, start, end) {
  const [from, to] = toUnits(text, [start, end]);
  return text.slice(from, to);
}

/** How many code points `text` has. */
export function length(text) {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** The address of an article's page, at a span of it if one is given. */
export function articleHref(id, span) {
  const cleaned = id.split("/").some((part) => part === "" || part === "." || part === "..");
  const path = cleaned ? encodeURIComponent(id) : id.split("/").map(encodeURIComponent).join("/");
  const version = span?.sha256 ? `&version=${span.sha256.slice(0, 12)}` : "";
  return `/articles/${path}${span ? `#span=${span.start}-${span.end}${version}` : ""}`;
}
