// Whether an answer was good, and why not. Sent only when the reader sends it, and told what goes along.

import { call } from "./api.js";
import { el, say, t, tool } from "./dom.js";

const UP = "M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 3 2l-1 4h5a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17 20H7";
const DOWN = "M7 13V4H4v9zM7 13l4 8a2 2 0 0 0 3-2l-1-4h5a2 2 0 0 0 2-2.3l-1.2-7A2 2 0 0 0 17 4H7";
const REASONS = ["wrong", "incomplete", "wrong_source", "should_answer", "should_refuse", "other"];

/** Two thumbs, and the form that one of them opens. */
export function rating(turn) {
  const place = el("div", {});
  const buttons = ["up", "down"].map((verdict) =>
    tool(t(`rate_${verdict}`), verdict === "up" ? UP : DOWN, () => toggle(verdict), { bare: true, "aria-pressed": "false" }),
  );
  let open = null;

  function press(verdict) {
    open = verdict;
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(verdict === ["up", "down"][at])));
  }

  function toggle(verdict) {
    const closing = open === verdict;
    press(closing ? null : verdict);
    place.replaceChildren(...(closing ? [] : [form(turn, verdict, sent)]));
    place.querySelector("select, textarea")?.focus();
  }

  function sent() {
    place.replaceChildren(el("p", { class: "about" }, t("rated")));
    say(t("rated"));
  }

  return { buttons: el("span", { class: "thumbs" }, ...buttons), form: place };
}

function form(turn, verdict, sent) {
  const reason = el("select", { "aria-label": t("rate_reason") }, ...REASONS.map((one) => el("option", { value: one }, t(`rate_${one}`))));
  const comment = el("textarea", { rows: 2, maxlength: 2000, placeholder: t("rate_comment"), "aria-label": t("rate_comment") });
  const fault = el("p", { class: "fault" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await send(turn, verdict, verdict === "down" ? reason.value : null, comment.value.trim());
      sent();
    } catch (error) {
      fault.textContent = error.message;
      say(error.message);
    }
  };
  return el(
    "form",
    { class: "rating", onsubmit: submit },
    verdict === "down" ? reason : null,
    comment,
    el("p", { class: "about" }, t("rate_sends")),
    fault,
    el("p", {}, el("button", { type: "submit", class: "primary" }, t("rate_send"))),
  );
}

function send({ question, answer, options = {} }, verdict, reason, comment) {
  const citations = answer.citations.map(({ article_id, start, end }) => ({ article_id, start, end }));
  const { id, answered, index } = answer;
  const body = {
    verdict, question, answered, index, citations,
    answer_id: id,
    answer: answer.answer,
    ...(answer.understood ? { understood: answer.understood } : {}),
    ...(options.filters ? { filters: options.filters } : {}),
    ...(reason ? { reason } : {}),
    ...(comment ? { comment } : {}),
  }; // prettier-ignore
  return call("/v1/feedback", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}
