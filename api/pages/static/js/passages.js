// Passages of the reply: from the service's code points to the browser's UTF-16 offsets.

export function countPoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export function utf16Starts(text) {
  const starts = [];
  let at = 0;
  for (const point of text) {
    starts.push(at);
    at += point.length;
  }
  starts.push(at);
  return starts;
}

const shown = (mark) => mark.polarity === "+" || mark.tier === "inline";

export function passagesOf(assessment, text) {
  const starts = utf16Starts(text);
  const place = ({ start, end, text: words }) => ({ start: starts[start], end: starts[end], words });
  const marks = assessment.behaviours.filter(shown).map((mark) => ({
    ...place(mark),
    id: mark.id,
    dimension: mark.dimension,
    kind: mark.polarity === "+" ? "strengths" : "marks",
  }));
  const slots = assessment.slots.map((slot) => ({ ...place(slot), kind: "slots" }));
  return [...marks, ...slots]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((passage, index) => ({ ...passage, key: String(index) }));
}

// While a new score is on its way, passages move along with the text around an edit.
export function rebase(passages, before, after) {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const editEnd = before.length - tail;
  const shift = after.length - before.length;
  return passages.flatMap((passage) => {
    if (passage.end <= head) return [passage];
    if (passage.start < editEnd) return [];
    return [{ ...passage, start: passage.start + shift, end: passage.end + shift }];
  });
}

// Overlapping passages take different lanes, so that each line keeps its own height.
export function withLanes(passages) {
  const placed = [];
  for (const passage of passages) {
    const taken = new Set(
      placed.filter((other) => other.end > passage.start && other.start < passage.end).map((other) => other.lane),
    );
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    placed.push({ ...passage, lane });
  }
  return placed;
}

export function segmentsOf(text, passages) {
  const edges = new Set([0, text.length, ...passages.flatMap(({ start, end }) => [start, end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1];
    const covering = passages.filter((passage) => passage.start <= start && passage.end >= end);
    return { text: text.slice(start, end), covering: covering.sort((a, b) => a.lane - b.lane) };
  });
}
