// The conversations beside the open one: open, rename, export, delete.

import { download } from "./copy.js";
import { el, icon, t, undoable } from "./dom.js";
import * as store from "./store.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";
const side = document.getElementById("side");
const list = document.getElementById("conversations");

/** Show the list; `opened` is called when another conversation is to be shown. */
export function show(opened) {
  const conversations = store.all();
  const now = store.current()?.id;
  list.replaceChildren(...conversations.map((one) => row(one, one.id === now, opened)));
  document.body.classList.toggle("with-side", conversations.length > 0);
}

function row(conversation, now, opened) {
  const name = store.nameOf(conversation);
  const go = () => {
    store.open(conversation.id);
    if (side.matches(":popover-open")) side.hidePopover();
    opened();
  };
  const link = el("button", { type: "button", class: "go", onclick: go, "aria-current": now ? "true" : null }, name);
  const item = el("li", { class: now ? "now" : null });
  item.append(link, menu(conversation, name, item, opened));
  return item;
}

function menu(conversation, name, item, opened) {
  const act = (key, run) => el("button", { type: "button", onclick: () => { made.open = false; run(); } }, t(key)); // prettier-ignore
  const made = el(
    "details",
    { class: "menu", ontoggle: () => made.open && closeOthers(made) },
    el("summary", { "aria-label": `${t("more_for")} ${name}` }, icon(DOTS)),
    el(
      "div",
      { class: "menu-items" },
      act("rename", () => item.replaceChildren(renaming(conversation, name, opened))),
      act("export_text", () => download(conversation, name, "text")),
      act("export_json", () => download(conversation, name, "json")),
      act("delete", () => remove(conversation, opened)),
    ),
  );
  return made;
}

function renaming(conversation, name, opened) {
  const field = el("input", { "aria-label": t("rename"), maxlength: 200 });
  field.value = name;
  const done = () => {
    if (!form.isConnected) return;
    if (field.value.trim() !== name) store.rename(conversation.id, field.value);
    show(opened);
  };
  const submit = (event) => {
    event.preventDefault();
    done();
  };
  const keys = (event) => event.key === "Escape" && show(opened);
  const form = el("form", { onsubmit: submit, onkeydown: keys }, field);
  field.addEventListener("blur", done);
  setTimeout(() => field.select());
  return form;
}

function remove({ id }, opened) {
  const was = store.current()?.id === id;
  const gone = store.remove(id);
  if (was) store.open(null);
  opened();
  undoable(t("conversation_deleted"), () => {
    store.restore(gone);
    if (was) store.open(id);
    opened();
  });
}

function closeOthers(kept) {
  for (const one of list.querySelectorAll("details[open]")) if (one !== kept) one.open = false;
}

document.addEventListener("click", (event) => closeOthers(event.target.closest?.("details.menu") ?? null));
document.addEventListener("keydown", (event) => event.key === "Escape" && closeOthers(null));
