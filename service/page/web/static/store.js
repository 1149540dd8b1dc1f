// The conversation, kept in this browser: it survives a reload, and its turns are the history of the next question.

const PLACE = "trichdan.conversation";
const MOST_TURNS = 50;
const HISTORY_TURNS = 10;
const LONGEST = 20_000;

/** Turns kept: `{question, answer}`, oldest first. Anything unreadable counts as none. */
export function load() {
  try {
    const turns = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(turns) ? turns.filter((turn) => turn?.question && turn.answer?.citations) : [];
  } catch {
    return [];
  }
}

/** Keep a turn after the ones before it; where the browser has no room, the oldest go. */
export function add(turn) {
  let turns = [...load(), turn].slice(-MOST_TURNS);
  while (turns.length) {
    try {
      localStorage.setItem(PLACE, JSON.stringify(turns));
      return;
    } catch {
      turns = turns.slice(1);
    }
  }
}

/** Forget the conversation. */
export function clear() {
  localStorage.removeItem(PLACE);
}

/** The conversation so far, as the API takes it. */
export function history() {
  return load()
    .slice(-HISTORY_TURNS)
    .flatMap(({ question, answer }) => [
      { role: "user", content: question },
      { role: "assistant", content: [...answer.answer].slice(0, LONGEST).join("") },
    ]);
}
