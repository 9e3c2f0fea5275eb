// Suggestions as cards: what it does for the customer, the words, their number, and only then points.
import { utf16Starts } from "./passages.js";
import { dimensionName, join, number, rubric, say } from "./words.js";

const SLOT = /(\{[^{}]+\})/;
const byId = (id) => document.getElementById(id);

function wordsOf(count) {
  if (count === 0) return say("words_none");
  if (Math.abs(count) === 1) return say(count > 0 ? "words_one" : "words_fewer_one");
  return say(count > 0 ? "words_plural" : "words_fewer", { count: number(Math.abs(count)) });
}

function gainOf(gain) {
  const [dimension, points] = Object.entries(gain).sort(([, a], [, b]) => b - a)[0];
  return say("gain", { dimension: dimensionName(dimension), points: number(points) });
}

function withSlots(text) {
  return text.split(SLOT).map((part) => {
    if (!SLOT.test(part)) return part;
    const slot = document.createElement("span");
    slot.className = "card-slot";
    slot.textContent = part;
    return slot;
  });
}

function piece(tag, label, text) {
  const element = document.createElement(tag);
  const hidden = document.createElement("span");
  hidden.className = "visually-hidden";
  hidden.textContent = `${label}: `;
  element.append(hidden, ...withSlots(text.trim()));
  return element;
}

function changeOf({ kind, edits, anchor }, reply, starts) {
  if (kind === "reorder") return [piece("ins", say("change_moved"), anchor.text)];
  return edits.flatMap(({ start, end, text }) => {
    const old = reply.slice(starts[start], starts[end]);
    if (kind === "insert") return [piece("ins", say("change_add"), added(old, text))];
    const parts = old.trim() ? [piece("del", say("change_remove"), old)] : [];
    if (kind !== "remove" && text.trim()) parts.push(" ", piece("ins", say("change_add"), text));
    return parts;
  });
}

// An insertion may also change the first letter of what follows it; that is not news.
function added(old, text) {
  return old ? text.slice(0, text.length - old.length) : text.replace(/^\. /, "");
}

function cardOf(suggestion, reply, starts) {
  const item = byId("card").content.firstElementChild.cloneNode(true);
  const { reason, name, words_added: words, gain, once_filled: onceFilled } = suggestion;
  item.dataset.id = suggestion.id;
  item.querySelector(".card-reason").textContent = reason;
  item.querySelector(".card-change").append(...changeOf(suggestion, reply, starts));
  item.querySelector(".card-words").textContent = wordsOf(words);
  item.querySelector(".card-gain").textContent = gainOf(gain);
  item.querySelector(".card-filled").textContent = onceFilled ? say("once_filled") : "";
  item.querySelector(".card-apply").setAttribute("aria-label", say("card_apply", { reason }));
  item.querySelector(".card-dismiss").setAttribute("aria-label", say("card_dismiss", { name }));
  return item;
}

export function showCards(suggestions, reply) {
  const starts = utf16Starts(reply);
  byId("cards").replaceChildren(...suggestions.map((entry) => cardOf(entry, reply, starts)));
}

export function showMuted(behaviours) {
  const names = join(behaviours.map((id) => rubric.behaviours[id].name));
  byId("muted").hidden = behaviours.length === 0;
  byId("muted").querySelector("span").textContent = say(behaviours.length === 1 ? "muted_one" : "muted_plural", { names });
}

// Nothing to show, nothing to take back, nothing hidden: then the whole part of the page goes.
export function tidy() {
  const some = byId("cards").children.length > 0 || !byId("applied").hidden || !byId("muted").hidden;
  byId("suggestions").hidden = !some;
}

export function applied(reply, edits) {
  const starts = utf16Starts(reply);
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: words }) => text.slice(0, starts[start]) + words + text.slice(starts[end]), reply);
}
