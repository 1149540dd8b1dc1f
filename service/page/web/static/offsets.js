// Offsets of the API are in Unicode code points; strings of JavaScript are in UTF-16 code units.

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
