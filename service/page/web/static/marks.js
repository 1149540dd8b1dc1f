// Quotes of articles in Markdown without its marks: they stay in the element, out of sight, so that places in it stay right.

import { marksIn } from "./api.js";
import { el } from "./dom.js";
import { toUnits } from "./offsets.js";

const places = new WeakMap();

/** Say which place of an article an element shows, from its first character on; hands the element back. */
export function showing(element, { article_id, start, end }) {
  places.set(element, { article_id, start, end });
  return element;
}

/** Keep the marks of all quotes in `root` out of sight. */
export async function hideMarks(root) {
  const shown = [...root.querySelectorAll("blockquote")].filter((one) => places.has(one));
  if (!shown.length) return;
  const found = await marksIn(shown.map((one) => places.get(one)));
  found.forEach((marks, number) => marks.toReversed().forEach((mark) => hide(shown[number], mark)));
}

/** From the end of the quote to its start, so that what is before stays where it was. */
function hide(element, mark) {
  const [start, end] = toUnits(element.textContent, mark);
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
