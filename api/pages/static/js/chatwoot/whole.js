// The conversation's score, by the formula of the audit: what did not call for a dimension does not count.

export const DIMENSIONS = ["empathy", "hospitality", "authenticity"];

const WEIGHTS = {
  empathy: ({ need }) => (need.level === 2 ? 2 : 1),
  hospitality: ({ phase }) => (phase === "opening" || phase === "closing" ? 2 : 1),
  authenticity: () => 1,
};

function wholeOf(id, assessments) {
  const counted = assessments.filter((one) => one[id] && !one[id].abstained && one[id].verdict !== "not_needed");
  if (!counted.length) return { count: 0, score: null, level: null };
  const weight = counted.reduce((sum, one) => sum + WEIGHTS[id](one), 0);
  const score = counted.reduce((sum, one) => sum + WEIGHTS[id](one) * one[id].score, 0) / weight;
  return { count: counted.length, score, level: Math.round((score * 3) / 100) };
}

export function conversationOf(assessments) {
  return Object.fromEntries(DIMENSIONS.map((id) => [id, wholeOf(id, assessments)]));
}

// One entry a behaviour: how often, and the passage the service is surest of.
export function behavioursOf(assessments, isShown) {
  const found = new Map();
  for (const mark of assessments.flatMap(({ behaviours }) => behaviours).filter(isShown)) {
    const known = found.get(mark.id);
    const best = known && known.mark.confidence >= mark.confidence ? known.mark : mark;
    found.set(mark.id, { mark: best, count: (known?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || b.mark.confidence - a.mark.confidence);
}
