// Edits of a suggestion: from the service's code points to the page's offsets, as small as can be.
import { utf16Starts } from "../../../../pages/static/js/passages.js";

const splits = (text, at) => /[\uD800-\uDBFF]/.test(text[at - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[at] ?? "");

// What stays the same at both ends need not be touched: its formatting is safe.
function narrowed({ start, end, text }, reply) {
  const old = reply.slice(start, end);
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
  if (splits(old, head) || splits(text, head)) head -= 1;
  let tail = 0;
  const room = Math.min(old.length, text.length) - head;
  while (tail < room && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  if (splits(old, old.length - tail) || splits(text, text.length - tail)) tail -= 1;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

// The last first, so that no edit moves another.
export function editsOf(suggestion, reply) {
  const starts = utf16Starts(reply);
  return suggestion.edits
    .map(({ start, end, text }) => narrowed({ start: starts[start], end: starts[end], text }, reply))
    .filter(({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start <= end)
    .sort((a, b) => b.start - a.start);
}

export function edited(text, edits) {
  return edits.reduce((words, edit) => words.slice(0, edit.start) + edit.text + words.slice(edit.end), text);
}

// What takes edits back again, in the text they have made.
export function inverse(edits, text) {
  let moved = 0;
  const undone = [...edits].reverse().map(({ start, end, text: words }) => {
    const at = start + moved;
    moved += words.length - (end - start);
    return { start: at, end: at + words.length, text: text.slice(start, end) };
  });
  return undone.reverse();
}
