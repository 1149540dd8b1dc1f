// The place of a quote: what stands around it in its article, with the quote marked. On hover and focus as a card, which can be
// hovered itself and which Escape closes (WCAG 1.4.13); by touch as a sheet, so that nobody leaves the page to look.

import { article } from "./api.js";
import { el, factsOf, t, titleOf } from "./dom.js";
import { articleHref, hideMarks, length, showing, slice } from "./offsets.js";

const AROUND = 200; // code points shown on either side
const card = el("div", { id: "quote-card", role: "tooltip", class: "quote-card", hidden: true });
const sheetBody = el("div", {});
const sheetLink = el("a", { href: "/articles" }, t("open_article"));
const sheet = el(
  "dialog",
  { id: "sheet", class: "sheet", "aria-label": t("surroundings"), onclick: (event) => event.target === sheet && sheet.close() },
  el("div", { class: "sheet-inside" }, sheetBody, el("p", { class: "sheet-foot" }, sheetLink, el("button", { type: "button", class: "quiet", onclick: () => sheet.close() }, t("close")))),
);
document.getElementById("main").append(card, sheet);
let shownFor = null;
let leaving = 0;

/** Let `link` show where `cited` stands: a citation, or a passage in the same form. */
export function quoteOn(link, cited) {
  for (const event of ["mouseenter", "focus"]) link.addEventListener(event, () => show(link, cited));
  for (const event of ["mouseleave", "blur"]) link.addEventListener(event, hideSoon);
  link.addEventListener("click", (event) => {
    if (!matchMedia("(hover: none)").matches || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openSheet(cited);
  });
}

/** The quote marked, between what stands before and after it once the article is here. */
function inPlace(cited) {
  const quote = cited.quote ?? cited.text;
  const before = el("span", { class: "around" });
  const after = el("span", { class: "around" });
  const note = el("p", { class: "about" }, factsOf(cited));
  const title = cited.title_span ? el("mark", {}, titleOf(cited)) : titleOf(cited);
  const block = el("blockquote", { lang: "vi" }, before, showing(el("mark", {}, quote), cited), after);
  const filled = fill(cited, before, after, note).then(() => hideMarks(block));
  const nodes = [el("p", { class: "card-title" }, title), block, note];
  return { nodes, filled };
}

async function fill(cited, before, after, note) {
  try {
    const { text, article_sha256: sha256 } = await article(cited.article_id);
    if (cited.article_sha256 && sha256 !== cited.article_sha256) note.append(` · ${t("changed_since")}`);
    if (slice(text, cited.start, cited.end) !== (cited.quote ?? cited.text)) return;
    const from = Math.max(0, cited.start - AROUND);
    const whole = length(text);
    const to = Math.min(whole, cited.end + AROUND);
    const ahead = slice(text, from, cited.start).replace(from > 0 ? /^\S*\s/ : /^/, "");
    before.textContent = (from > 0 ? "…" : "") + ahead;
    after.textContent = slice(text, cited.end, to).replace(to < whole ? /\s\S*$/ : /$/, "") + (to < whole ? "…" : "");
    if (ahead) showing(before, { ...cited, start: cited.start - length(ahead), end: cited.start }, from > 0 ? 1 : 0);
    if (to > cited.end) showing(after, { ...cited, start: cited.end, end: to });
  } catch {
    // Without the article there is still the quote.
  }
}

function show(link, cited) {
  if (matchMedia("(hover: none)").matches && !link.matches(":focus-visible")) return;
  if (shownFor === link) return clearTimeout(leaving);
  hide();
  shownFor = link;
  const { nodes, filled } = inPlace(cited);
  card.replaceChildren(...nodes);
  card.hidden = false;
  link.setAttribute("aria-describedby", card.id);
  for (const part of parts(link)) part.classList.add("supported");
  place(link);
  filled.then(() => {
    if (shownFor !== link) return;
    place(link);
    const mark = card.querySelector("blockquote mark");
    if (mark.offsetTop + mark.offsetHeight > card.clientHeight) card.scrollTop = mark.offsetTop - 48;
  });
}

function openSheet(cited) {
  hide();
  const { nodes, filled } = inPlace(cited);
  sheetBody.replaceChildren(...nodes);
  sheetLink.href = articleHref(cited.article_id, { start: cited.start, end: cited.end, sha256: cited.article_sha256 });
  sheet.showModal();
  filled.then(() => sheetBody.querySelector("blockquote mark")?.scrollIntoView({ block: "center" }));
}

/** Below the marker, or above it where there is no room; always inside the window. */
function place(link) {
  const mark = link.getBoundingClientRect();
  const box = card.getBoundingClientRect();
  const edge = 12;
  const left = Math.max(edge, Math.min(mark.left - 24, innerWidth - box.width - edge));
  const below = mark.bottom + 8;
  const top = below + box.height < innerHeight - edge ? below : Math.max(edge, mark.top - box.height - 8);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function hideSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    if (!card.matches(":hover") && document.activeElement !== shownFor) hide();
  }, 150);
}

function hide() {
  clearTimeout(leaving);
  card.hidden = true;
  shownFor?.removeAttribute("aria-describedby");
  if (shownFor) for (const part of parts(shownFor)) part.classList.remove("supported");
  shownFor = null;
}

/** What of the answer's text a marker's quote carries. */
function parts(link) {
  const spans = link.closest(".answer-box")?.querySelectorAll("[data-by]") ?? [];
  return [...spans].filter((span) => span.dataset.by.split(" ").includes(link.dataset.marker));
}

card.addEventListener("mouseleave", hideSoon);
sheet.addEventListener("close", hide); // the focus goes back to the marker, which has been looked at
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("scroll", () => shownFor && place(shownFor), { passive: true });
