// Shows an assessment: words first, strengths before gaps, silence where nothing is missing.
import { dimensionName, join, number, rubric, say } from "./words.js";

const DIMENSIONS = ["empathy", "hospitality", "authenticity"];
const KINDS = ["strengths", "marks", "slots"];
const byId = (id) => document.getElementById(id);

function namesWith(assessment, verdict) {
  return DIMENSIONS.filter((id) => !assessment[id].abstained && assessment[id].verdict === verdict).map(dimensionName);
}

// The bar: every dimension the situation calls for is given, and nothing stands out or may hurt.
function standing(assessment, passages) {
  const given = namesWith(assessment, "given");
  const hurts = DIMENSIONS.filter((id) => mayHurt(assessment[id])).map(dimensionName);
  const missing = namesWith(assessment, "missing").filter((name) => !hurts.includes(name));
  const unsure = DIMENSIONS.some((id) => assessment[id].abstained);
  const marks = passages.filter(({ kind }) => kind === "marks").length;
  const open = passages.filter(({ kind }) => kind === "slots").length;
  const atBar = given.length > 0 && !missing.length && !hurts.length && !unsure && !marks && !open;
  return { given, hurts, missing, unsure, marks, atBar, calm: assessment.need.level === 0 };
}

const mayHurt = ({ level, abstained }) => level === 0 && !abstained;

function leadOf({ given, hurts, missing, unsure, marks, atBar, calm }) {
  if (atBar) return say("lead_at_bar");
  const parts = [];
  if (given.length) parts.push(say("lead_given", { given: join(given) }));
  if (hurts.length) parts.push(say("lead_hurts", { hurts: join(hurts) }));
  if (missing.length) {
    const first = calm ? "lead_calm" : "lead_asked_first";
    parts.push(say(parts.length ? "lead_asked" : first, { missing: join(missing) }));
  }
  if (unsure) parts.push(say("lead_unsure"));
  if (!parts.length) parts.push(say("lead_enough"));
  if (marks) parts.push(say("lead_look"));
  return parts.join(" ");
}

function wordsOf(result) {
  if (result.abstained) return { level: say("unsure"), verdict: "" };
  return { level: rubric.levels[result.level], verdict: rubric.verdicts[result.verdict] };
}

function showBar(bar, result) {
  const { level, verdict } = wordsOf(result);
  bar.dataset.verdict = result.verdict;
  bar.toggleAttribute("data-unsure", result.abstained);
  bar.title = result.abstained ? say("unsure_hint") : "";
  bar.querySelector(".bar-level").textContent = level;
  bar.querySelector(".bar-verdict").textContent = verdict;
  bar.querySelector(".bar-fill").style.width = result.abstained ? "0" : `${result.score}%`;
  bar.querySelector(".bar-score").textContent = result.abstained
    ? say("unsure_hint")
    : say("score", { score: number(result.score) });
}

function showFigures({ overall, capped_by: cappedBy }) {
  const known = overall !== null;
  byId("overall").textContent = known ? say("overall", { score: number(overall) }) : "";
  const note = byId("overall-note");
  note.hidden = known && !cappedBy;
  if (!known) note.textContent = say("overall_none");
  else if (cappedBy) note.textContent = say("capped", { behaviour: rubric.behaviours[cappedBy].name });
}

function itemOf(passage) {
  const item = byId("mark-item").content.firstElementChild.cloneNode(true);
  const button = item.querySelector("button");
  button.dataset.key = passage.key;
  if (passage.kind === "slots") {
    item.querySelector(".mark-text").textContent = say("slot", { text: passage.words });
    return item;
  }
  button.dataset.dimension = passage.dimension;
  button.dataset.polarity = passage.kind === "strengths" ? "plus" : "minus";
  item.querySelector(".mark-name").textContent = rubric.behaviours[passage.id].name;
  item.querySelector(".mark-text").textContent = say("passage", { text: passage.words });
  return item;
}

function showFindings(passages) {
  const focused = document.activeElement?.dataset?.key;
  for (const kind of KINDS) {
    const section = byId(kind);
    const own = passages.filter((passage) => passage.kind === kind);
    section.hidden = own.length === 0;
    section.querySelector("ul").replaceChildren(...own.map(itemOf));
  }
  byId("jump").hidden = passages.length === 0;
  if (focused) byId("findings").querySelector(`[data-key="${focused}"]`)?.focus();
}

const capitalised = (words) => words[0].toUpperCase() + words.slice(1);

export function summaryOf(assessment, passages) {
  const dimensions = DIMENSIONS.map((id) => {
    const { level, verdict } = wordsOf(assessment[id]);
    const dimension = capitalised(dimensionName(id));
    return say(verdict ? "summary_dimension" : "summary_unsure", { dimension, level, verdict });
  });
  const count = (kind) => number(passages.filter((passage) => passage.kind === kind).length);
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, count(kind)]));
  return [leadOf(standing(assessment, passages)), ...dimensions, say("summary_counts", counts)].join(" ");
}

export function showAssessment(assessment, passages) {
  const stand = standing(assessment, passages);
  byId("results").dataset.state = stand.atBar ? "at-bar" : "scored";
  byId("empty").hidden = true;
  byId("verdict").hidden = false;
  byId("lead").textContent = leadOf(stand);
  byId("need").textContent = say("need", { need: rubric.needs[assessment.need.level] });
  for (const id of DIMENSIONS) showBar(document.querySelector(`.bar[data-dimension="${id}"]`), assessment[id]);
  showFigures(assessment);
  showFindings(passages);
}

// What is still on the page belongs to an older text: say so rather than praise the wrong one.
export function showStale() {
  byId("results").dataset.state = "stale";
  byId("lead").textContent = say("lead_stale");
}

export function showNothing() {
  byId("results").dataset.state = "empty";
  byId("empty").hidden = false;
  byId("verdict").hidden = true;
  showFindings([]);
}

export function showNotice(text) {
  const notice = byId("notice");
  notice.hidden = !text;
  notice.textContent = text;
}
