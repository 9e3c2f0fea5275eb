// The parts of the card: bars, passages with their reasons, suggestions.
import { make } from "./element.js";
import { DIMENSIONS, nameOf } from "./lead.js";
import { editsOf } from "./edits.js";
import { utf16Starts } from "../../../../pages/static/js/passages.js";
import { number, say } from "../shared/words.js";

const SLOT = /(\{[^{}]+\})/;

export function barsOf(assessment, rubric) {
  const rows = DIMENSIONS.map((id) => {
    const result = assessment[id];
    const level = result.abstained ? say("unsure") : rubric.levels.find(({ value }) => value === result.level).name;
    const verdict = result.abstained ? "" : rubric.verdicts.find((entry) => entry.id === result.verdict).name;
    const { name } = rubric.dimensions.find((entry) => entry.id === id);
    const width = result.abstained ? "0" : `${Math.min(100, Math.max(0, Number(result.score)))}%`;
    return make(
      "li",
      { class: "bar", data: { dimension: id, verdict: result.verdict, unsure: String(result.abstained) } },
      make("span", { class: "bar-name" }, name),
      make("span", { class: "bar-words" }, make("span", { class: "bar-level" }, level), make("span", { class: "bar-verdict" }, verdict)),
      make("span", { class: "bar-track", "aria-hidden": "true" }, make("span", { class: "bar-fill", style: { width } })),
    );
  });
  return make("ul", { class: "bars", "aria-label": say("bars") }, ...rows);
}

// A passage: what it is, the words, why it counts and where that comes from.
export function passageOf(passage, mark) {
  const data = { key: passage.key, dimension: passage.dimension ?? "", polarity: passage.polarity ?? "" };
  if (passage.kind === "slots") {
    return make("button", { type: "button", class: "mark", data }, make("span", { class: "mark-text" }, say("slot", { text: passage.words })));
  }
  return make(
    "button",
    { type: "button", class: "mark", data },
    make("span", { class: "mark-name" }, mark.name),
    make("span", { class: "mark-text" }, say("passage", { text: passage.words })),
    make("span", { class: "mark-reason" }, mark.reason),
    make("span", { class: "mark-source" }, say("source", { source: mark.source.short })),
  );
}

function wordsOf(count) {
  if (count === 0) return say("words_none");
  if (Math.abs(count) === 1) return say(count > 0 ? "words_one" : "words_fewer_one");
  return say(count > 0 ? "words_plural" : "words_fewer", { count: number(Math.abs(count)) });
}

function gainOf(gain, rubric) {
  const [dimension, points] = Object.entries(gain).sort(([, a], [, b]) => b - a)[0];
  return say("gain", { dimension: nameOf(rubric, dimension), points: number(points) });
}

function piece(tag, label, text) {
  const words = text.trim().split(SLOT).map((part) => (SLOT.test(part) ? make("span", { class: "card-slot" }, part) : part));
  return make(tag, {}, make("span", { class: "visually-hidden" }, `${label}: `), ...words);
}

function changeOf({ kind, edits, anchor }, reply) {
  if (kind === "reorder") return [piece("ins", say("change_moved"), anchor.text)];
  const starts = utf16Starts(reply);
  return edits.flatMap(({ start, end, text }) => {
    const old = reply.slice(starts[start], starts[end]);
    if (kind === "insert") return [piece("ins", say("change_add"), old ? text.slice(0, text.length - old.length) : text.replace(/^\. /, ""))];
    const parts = old.trim() ? [piece("del", say("change_remove"), old)] : [];
    if (kind !== "remove" && text.trim()) parts.push(" ", piece("ins", say("change_add"), text));
    return parts;
  });
}

export function suggestionOf(suggestion, { reply, field, rubric, on }) {
  const { reason, name, words_added: words, gain, once_filled: onceFilled } = suggestion;
  const applies = editsOf(suggestion, reply).every((edit) => field.canReplace(edit));
  const figures = [wordsOf(words), gainOf(gain, rubric), onceFilled ? say("once_filled") : ""];
  return make(
    "li",
    { class: "card", data: { id: suggestion.id } },
    make("p", { class: "card-reason" }, reason),
    make("p", { class: "card-change" }, ...changeOf(suggestion, reply)),
    make("p", { class: "card-figures" }, ...figures.filter(Boolean).map((text) => make("span", {}, text))),
    applies ? null : make("p", { class: "card-hint" }, say("copy_hint")),
    make(
      "p",
      { class: "card-actions" },
      make(
        "button",
        { type: "button", class: "button card-apply", "aria-label": say(applies ? "card_apply" : "card_copy", { reason }), on: { click: () => (applies ? on.apply(suggestion) : on.copy(suggestion)) } },
        say(applies ? "apply" : "copy"),
      ),
      make(
        "button",
        { type: "button", class: "button quiet card-dismiss", "aria-label": say("card_dismiss", { name }), on: { click: () => on.dismiss(suggestion) } },
        say("dismiss"),
      ),
    ),
  );
}
