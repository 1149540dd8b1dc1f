// The quote behind a marker, shown on hover and focus. It can be hovered itself, and Escape closes it (WCAG 1.4.13).

import { el, outlet, readableDate, titleOf, told } from "./dom.js";

const card = el("div", { id: "quote-card", role: "tooltip", class: "quote-card", hidden: true });
document.getElementById("main").append(card);
let shownFor = null;
let leaving = 0;

/** Show `citation` while `link` is hovered or focused. */
export function quoteOn(link, citation) {
  for (const event of ["mouseenter", "focus"]) link.addEventListener(event, () => show(link, citation));
  for (const event of ["mouseleave", "blur"]) link.addEventListener(event, hideSoon);
}

function show(link, citation) {
  hide();
  shownFor = link;
  const dated = citation.title ? readableDate(citation.published) : null;
  const facts = [titleOf(citation), dated, outlet(citation)].filter(Boolean).join(" · ");
  card.replaceChildren(el("blockquote", { lang: "vi" }, told(citation)), el("p", { class: "about" }, facts));
  card.hidden = false;
  link.setAttribute("aria-describedby", card.id);
  for (const part of parts(link)) part.classList.add("supported");
  place(link);
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

function parts(link) {
  const spans = link.closest(".answer")?.querySelectorAll("[data-by]") ?? [];
  return [...spans].filter((span) => span.dataset.by.split(" ").includes(link.dataset.marker));
}

card.addEventListener("mouseleave", hideSoon);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("scroll", () => shownFor && place(shownFor), { passive: true });
