// Strings of the interface, and elements made without any HTML parsing: what comes from articles is only ever text.

const strings = JSON.parse(document.body.dataset.strings);

/** The text for a key, with values for its {names}. */
export function t(key, values = {}) {
  return strings[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** An element with attributes and children; strings become text nodes, null and undefined nothing. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A partial ISO date as people write it. */
export function readableDate(published) {
  if (!published) return null;
  return document.documentElement.lang === "vi" ? published.split("-").reverse().join("-") : published;
}

/** What an article is called where its title may be missing. */
export function titleOf(cited) {
  if (cited.title) return cited.title;
  const id = cited.article_id ?? cited.id;
  return cited.published ? t("article_of", { date: readableDate(cited.published) }) : t("article_plain", { id });
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

/** What a citation quotes: of the text, below the title where that is quoted too. */
export function told(citation) {
  return citation.title_span ? `${citation.title} – ${citation.quote}` : citation.quote;
}
