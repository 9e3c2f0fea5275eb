// What the panel shows: strengths first, then what could help, then what deserves a second look.
import { make } from "../../browser/extension/content/element.js";
import { leadOf } from "../../browser/extension/content/lead.js";
import { barsOf, suggestionOf } from "../../browser/extension/content/parts.js";
import { join, say } from "../../browser/extension/shared/words.js";

// One entry a behaviour, with every passage that shows it.
function findingOf(passages, mark) {
  const [{ kind, words, dimension }] = passages;
  if (kind === "slots") return make("li", { class: "mark" }, make("span", { class: "mark-text" }, say("slot", { text: words })));
  const quotes = passages.map((passage) => make("span", { class: "mark-text" }, say("passage", { text: passage.words })));
  return make(
    "li",
    { class: "mark", data: { dimension, polarity: kind === "strengths" ? "plus" : "minus" } },
    make("span", { class: "mark-name" }, mark.name),
    ...quotes,
    make("span", { class: "mark-reason" }, mark.reason),
    make("span", { class: "mark-source" }, say("source", { source: mark.source.short })),
  );
}

function group(key, ...parts) {
  return make("section", { class: "group", data: { group: key } }, make("h2", {}, say(key)), ...parts);
}

function findings(kind, passages, marks) {
  const own = passages.filter((passage) => passage.kind === kind);
  if (!own.length) return null;
  const together = Map.groupBy(own, ({ id, key }) => id ?? key);
  return group(kind, make("ul", {}, ...[...together.values()].map((some) => findingOf(some, marks.get(some[0].id)))));
}

function mutedOf({ muted, rubric, on }) {
  const names = (rubric?.behaviours ?? []).filter(({ id }) => muted.includes(id)).map(({ name }) => name);
  if (!names.length) return null;
  const back = make("button", { type: "button", class: "button quiet", data: { act: "unmute" }, on: { click: () => on.unmute() } }, say("unmute"));
  return make("p", { class: "hint" }, say("muted", { names: join(names) }), " ", back);
}

function suggestionsOf(state) {
  const { suggestions, told, reply, field, rubric, on } = state;
  const hidden = mutedOf(state);
  if (!suggestions.length && !told && !hidden) return null;
  const cards = suggestions.map((entry) => suggestionOf(entry, { reply, field, rubric, on }));
  return group("suggestions", told ? make("p", { class: "applied" }, told) : null, cards.length ? make("ul", { class: "cards" }, ...cards) : null, hidden);
}

function questionOf(found) {
  if (!found.length) return null;
  const passages = found.map(({ name, text, reason }) =>
    make("li", {}, make("span", { class: "mark-name" }, name), " ", say("passage", { text }), make("span", { class: "mark-reason" }, reason)),
  );
  return make("section", { class: "question" }, make("h2", {}, say("save_title")), make("ul", {}, ...passages), make("p", {}, say("save_again")));
}

export class View {
  #box;
  #status;
  #body;

  constructor(box) {
    this.#box = box;
    this.#status = make("p", { class: "visually-hidden", role: "status" });
    this.#body = make("div", { class: "sections" });
    box.replaceChildren(make("h1", { class: "visually-hidden" }, say("card")), this.#status, this.#body, make("p", { class: "hint" }, say("privacy")));
  }

  get height() {
    return this.#box.scrollHeight;
  }

  say(words) {
    this.#status.textContent = words;
  }

  focusOn(selector) {
    this.#body.querySelector(selector)?.focus();
  }

  show(state) {
    const focused = document.activeElement?.closest?.("[data-id]")?.dataset.id;
    this.#body.replaceChildren(...this.#sections(state).filter(Boolean));
    if (focused) this.#body.querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
  }

  #sections(state) {
    const { notice, assessment, passages, rubric, quiet, stale, question } = state;
    const parts = [notice ? make("p", { class: "notice" }, notice) : null, questionOf(question)];
    if (!assessment || !rubric) return [...parts, suggestionsOf({ ...state, suggestions: [] })];
    const { atBar, words } = leadOf(assessment, passages, rubric);
    const marks = new Map(assessment.behaviours.map((mark) => [mark.id, mark]));
    return [
      ...parts,
      make("p", { class: "lead", data: { bar: String(atBar && !stale) } }, stale ? say("lead_stale") : words),
      barsOf(assessment, rubric),
      quiet ? null : findings("strengths", passages, marks),
      suggestionsOf(state),
      findings("marks", passages, marks),
      findings("slots", passages, marks),
    ];
  }
}
