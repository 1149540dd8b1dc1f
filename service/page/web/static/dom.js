// Strings of the interface, elements made without any HTML parsing (what comes from articles is only ever text), and what has just
// happened: told to screen readers, and shown for a while where it can be undone.

const strings = JSON.parse(document.body.dataset.strings);

/** The text for a key, with values for its {names}. */
export function t(key, values = {}) {
  return strings[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** An element with attributes and children; strings become text nodes, null and undefined nothing. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A small line drawing beside, or instead of, a button's text. */
export function icon(path) {
  const drawn = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true" })) {
    drawn.setAttribute(key, value);
  }
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}

/** A quiet button with a drawing; where only that is seen, `label` is its name and its tooltip. */
export function tool(label, path, onclick, { bare = false, ...attributes } = {}) {
  const named = bare ? { "aria-label": label, title: label } : {};
  const text = bare ? null : el("span", {}, label);
  return el("button", { type: "button", class: `tool${bare ? " bare" : ""}`, onclick, ...named, ...attributes }, icon(path), text);
}

/** A partial ISO date as people write it. */
export function readableDate(published) {
  if (!published) return null;
  return document.documentElement.lang === "vi" ? published.split("-").reverse().join("-") : published;
}

/** What an article is called where its title may be missing. */
export function titleOf(cited) {
  if (cited.title ?? cited.opening) return cited.title ?? cited.opening;
  return cited.published ? t("article_of", { date: readableDate(cited.published) }) : t("article_plain");
}

/** The heading that an article of this date stands under; the server says the same. */
export function monthOf(published) {
  if (!published) return t("undated_group");
  const [year, month] = published.split("-");
  return month ? t("month", { month, year }) : year;
}

/** Outlet and date on one line, as far as they are known. */
export function factsOf(cited) {
  return [outlet(cited), readableDate(cited.published) ?? t("undated")].filter(Boolean).join(" · ");
}

/** The URL if it is http or https, else null. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** The outlet: the host of the article's URL, without "www.". */
export function outlet(cited) {
  const url = safeUrl(cited.url);
  return cited.source ?? (url ? new URL(url).hostname.replace(/^www\./, "") : null);
}

/** What a citation quotes: of the text, below the title and the table's header where those come with it. */
export function told(citation) {
  const quote = citation.table_header ? `${citation.table_header.text}\n${citation.quote}` : citation.quote;
  return citation.title_span ? `${citation.title} – ${quote}` : quote;
}

const UNDO_S = 12;
let notice = null;

/** Tell screen readers; nothing else on the page is a live region, so that tokens aren't read one by one. */
export function say(text) {
  document.getElementById("status").textContent = text;
}

/** Say it, and offer to take it back. */
export function undoable(text, undo) {
  notice?.remove();
  const back = () => {
    made.remove();
    undo();
  };
  const made = el("div", { class: "notice" }, text, " ", el("button", { type: "button", class: "quiet", onclick: back }, t("undo")));
  document.getElementById("main").append(made);
  notice = made;
  setTimeout(() => made.matches(":focus-within, :hover") || made.remove(), UNDO_S * 1000);
  say(text);
}
