// What has just happened: told to screen readers, and shown for a while where it can be undone.

import { el, t } from "./dom.js";

const SECONDS = 12;
let shown = null;

/** Tell screen readers; nothing else on the page is a live region, so that tokens aren't read one by one. */
export function say(text) {
  document.getElementById("status").textContent = text;
}

/** Say it, and offer to take it back. */
export function undoable(text, undo) {
  shown?.remove();
  const back = () => {
    notice.remove();
    undo();
  };
  const notice = el("div", { class: "notice" }, text, " ", el("button", { type: "button", class: "quiet", onclick: back }, t("undo")));
  document.getElementById("main").append(notice);
  shown = notice;
  setTimeout(() => notice.matches(":focus-within, :hover") || notice.remove(), SECONDS * 1000);
  say(text);
}
