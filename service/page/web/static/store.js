// Conversations, kept in this browser alone: they survive a reload, and the turns of the open one are the history of its next
// question. Which one is open is a matter of the tab.

const PLACE = "trichdan.conversations";
const OPEN = "trichdan.open";
const BEFORE = "trichdan.conversation"; // where there was only one
const MOST = 100;
const HISTORY_TURNS = 10;
const LONGEST = 20_000;

/** Every conversation, the last used first: `{id, name, updated, turns: [{question, answer, options}]}`. */
export function all() {
  const kept = read(PLACE);
  if (kept) return kept.filter(({ id, turns } = {}) => id && Array.isArray(turns) && turns.every(isTurn));
  const turns = (read(BEFORE) ?? []).filter(isTurn);
  return turns.length ? [{ id: BEFORE, name: null, updated: new Date().toISOString(), turns }] : [];
}

/** The open conversation, or null. */
export function current() {
  const id = sessionStorage.getItem(OPEN);
  return all().find((one) => one.id === id) ?? null;
}

/** Open another conversation; null: the next turn begins a new one. */
export function open(id) {
  if (id) sessionStorage.setItem(OPEN, id);
  else sessionStorage.removeItem(OPEN);
}

/** Keep a turn as number `place` of the open conversation, in the place of what stood there and after it. */
export function put(place, turn) {
  const found = current() ?? { id: newId(), name: null, turns: [] };
  const turns = [...found.turns.slice(0, place), turn];
  open(found.id);
  restore({ ...found, turns, updated: new Date().toISOString() });
}

/** Put a conversation where it was, or in the place of its other state. */
export function restore(conversation) {
  write([conversation, ...all().filter((one) => one.id !== conversation.id)]);
}

/** Give a conversation a name; an empty one: its first question is its name again. */
export function rename(id, name) {
  write(all().map((one) => (one.id === id ? { ...one, name: name.trim() || null } : one)));
}

/** Forget a conversation, and hand it back for whoever may want to restore it. */
export function remove(id) {
  const found = all().find((one) => one.id === id);
  write(all().filter((one) => one.id !== id));
  return found;
}

/** What a conversation is called. */
export function nameOf({ name, turns }) {
  return name ?? turns[0]?.question ?? "";
}

/** The first `place` turns of the open conversation, as the API takes them. */
export function history(place) {
  const turns = current()?.turns.slice(0, place) ?? [];
  return turns.slice(-HISTORY_TURNS).flatMap(({ question, answer }) => [
    { role: "user", content: question },
    { role: "assistant", content: [...answer.answer].slice(0, LONGEST).join("") },
  ]);
}

const isTurn = (turn) => Boolean(turn?.question && turn.answer?.citations);
const newId = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

function read(place) {
  try {
    const found = JSON.parse(localStorage.getItem(place));
    return Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}

/** Where the browser has no room, the conversations that were used longest ago go. */
function write(conversations) {
  let kept = [...conversations].sort((one, other) => (one.updated < other.updated ? 1 : -1)).slice(0, MOST);
  for (;;) {
    try {
      localStorage.setItem(PLACE, JSON.stringify(kept));
      localStorage.removeItem(BEFORE);
      return;
    } catch {
      if (!kept.length) return;
      kept = kept.slice(0, -1);
    }
  }
}
