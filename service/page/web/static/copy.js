// An answer as text to paste elsewhere, with its citations.

import { outlet, readableDate, safeUrl, titleOf, told } from "./dom.js";
import { articleHref } from "./offsets.js";

const escape = (text) => text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

function place(citation) {
  const page = new URL(articleHref(citation.article_id, citation), location.origin).href;
  return safeUrl(citation.url) ?? page;
}

function facts(citation) {
  const dated = citation.title ? readableDate(citation.published) : null;
  return [titleOf(citation), outlet(citation), dated].filter(Boolean).join(", ");
}

/** As Markdown: the answer with footnote-like numbers, and each quote below with a link. */
export function asMarkdown({ question, answer }) {
  const text = escape(answer.answer).replace(/\\\[(\d+)\\\]/g, "[$1]");
  const notes = answer.citations.map(
    (one) => `${one.marker}. “${escape(oneLine(told(one)))}” — [${escape(facts(one))}](<${place(one)}>)`,
  );
  return [`**${escape(question)}**`, text, notes.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** As plain text. */
export function asText({ question, answer }) {
  const notes = answer.citations.map((one) => `[${one.marker}] “${oneLine(told(one))}” (${facts(one)}) ${place(one)}`);
  return [question, answer.answer, notes.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** Put text on the clipboard; throws where the browser doesn't allow it. */
export async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy");
}

/** A conversation as a file of its own: JSON with everything, or text to read. */
export function download(conversation, name, kind) {
  const text =
    kind === "json"
      ? `${JSON.stringify({ name, updated: conversation.updated, turns: conversation.turns }, null, 2)}\n`
      : conversation.turns.map(asText).join("\n----\n\n");
  const type = kind === "json" ? "application/json" : "text/plain";
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${[...name.replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")].slice(0, 60).join("").replace(/^-|-$/g, "") || "trichdan"}.${kind === "json" ? "json" : "txt"}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
