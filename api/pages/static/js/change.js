// What a suggestion would change, in words: what goes, what comes, how long it gets, and the gain.
import { utf16Starts } from "./passages.js";
import { dimensionName, number, say } from "./words.js";

const SLOT = /(\{[^{}]+\})/;

export function wordsOf(count) {
  if (count === 0) return say("words_none");
  if (Math.abs(count) === 1) return say(count > 0 ? "words_one" : "words_fewer_one");
  return say(count > 0 ? "words_plural" : "words_fewer", { count: number(Math.abs(count)) });
}

export function gainOf(gain) {
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

export function changeOf({ kind, edits, anchor }, reply, starts = utf16Starts(reply)) {
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
