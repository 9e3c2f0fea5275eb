// The first sentence of the card: what is there, what would be welcome.
import { join, language, say } from "../shared/words.js";

export const DIMENSIONS = ["empathy", "hospitality", "authenticity"];

export function nameOf(rubric, dimension) {
  const { name } = rubric.dimensions.find(({ id }) => id === dimension);
  return language === "de" ? name : name.toLowerCase();
}

export function leadOf(assessment, passages, rubric) {
  const sure = DIMENSIONS.filter((id) => !assessment[id].abstained);
  const hurting = sure.filter((id) => assessment[id].level === 0);
  const named = (ids) => join(ids.map((id) => nameOf(rubric, id)));
  const given = sure.filter((id) => assessment[id].verdict === "given");
  const missing = sure.filter((id) => assessment[id].verdict === "missing" && !hurting.includes(id));
  const marks = passages.some(({ kind }) => kind === "marks");
  const open = passages.some(({ kind }) => kind === "slots");
  const unsure = sure.length < DIMENSIONS.length;
  const enough = given.length && !missing.length && !hurting.length;
  if (enough && !marks && !open && !unsure) return { atBar: true, words: say("lead_at_bar") };
  const parts = [];
  if (given.length) parts.push(say("lead_given", { given: named(given) }));
  if (hurting.length) parts.push(say("lead_hurts", { hurts: named(hurting) }));
  if (missing.length) {
    const first = assessment.need.level === 0 ? "lead_calm" : "lead_asked_first";
    parts.push(say(parts.length ? "lead_asked" : first, { missing: named(missing) }));
  }
  if (unsure) parts.push(say("lead_unsure"));
  if (!parts.length) parts.push(say("lead_enough"));
  return { atBar: false, words: parts.join(" ") };
}
