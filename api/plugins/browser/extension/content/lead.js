// The first sentence of the card: what is there, what would be welcome.
import { join, language, say } from "../shared/words.js";

export const DIMENSIONS = ["empathy", "hospitality", "authenticity"];

export function nameOf(rubric, dimension) {
  const { name } = rubric.dimensions.find(({ id }) => id === dimension);
  return language === "de" ? name : name.toLowerCase();
}

export function leadOf(assessment, passages, rubric) {
  const sure = DIMENSIONS.filter((id) => !assessment[id].abstained);
  const names = (verdict) => sure.filter((id) => assessment[id].verdict === verdict).map((id) => nameOf(rubric, id));
  const [given, missing] = [names("given"), names("missing")];
  const marks = passages.some(({ kind }) => kind === "marks");
  const open = passages.some(({ kind }) => kind === "slots");
  const unsure = sure.length < DIMENSIONS.length;
  if (given.length && !missing.length && !marks && !open && !unsure) return { atBar: true, words: say("lead_at_bar") };
  const parts = [];
  if (given.length) parts.push(say("lead_given", { given: join(given) }));
  if (missing.length) parts.push(say(given.length ? "lead_asked" : "lead_asked_first", { missing: join(missing) }));
  if (unsure) parts.push(say("lead_unsure"));
  if (!parts.length) parts.push(say("lead_enough"));
  return { atBar: false, words: parts.join(" ") };
}
