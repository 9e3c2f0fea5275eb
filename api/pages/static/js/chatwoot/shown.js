// Draws the conversation: strengths first. Text only ever becomes text.
import { DIMENSIONS, behavioursOf, conversationOf } from "./whole.js";
import { cardOf } from "./card.js";
import { dimensionName, join, number, rubric, say } from "../words.js";

const MOST_STRENGTHS = 5;
const MOST_MARKS = 3;
const SNIPPET = 60;
const byId = (id) => document.getElementById(id);
const isStrength = ({ polarity }) => polarity === "+";
const isMark = ({ polarity, tier }) => polarity === "-" && tier === "inline";

export function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}

function showBar(id, { count, score, level }) {
  const bar = document.querySelector(`.bar[data-dimension="${id}"]`);
  bar.dataset.verdict = count ? "" : "not_needed";
  bar.querySelector(".bar-level").textContent = count ? rubric.levels[level] : say("asked_none");
  const asked = count === 1 ? say("asked_one") : say("asked_plural", { count: number(count) });
  bar.querySelector(".bar-verdict").textContent = count ? asked : "";
  bar.querySelector(".bar-fill").style.width = `${count ? score : 0}%`;
}

function findingOf(mark, name = rubric.behaviours[mark.id].name) {
  const item = element(
    "li",
    "mark",
    element("span", "mark-name", name),
    element("span", "mark-text", say("passage", { text: mark.text })),
    element("span", "mark-reason", mark.reason),
    element("span", "mark-source", say("source", { source: mark.source.short })),
  );
  item.dataset.dimension = mark.dimension;
  item.dataset.polarity = isStrength(mark) ? "plus" : "minus";
  return item;
}

function showFindings(kind, entries) {
  byId(kind).hidden = entries.length === 0;
  const items = entries.map(({ mark, count }) => {
    const { name } = rubric.behaviours[mark.id];
    return findingOf(mark, count > 1 ? say("strength_times", { name, count: number(count) }) : name);
  });
  byId(kind).querySelector("ul").replaceChildren(...items);
}

function leadOf(count, whole) {
  const read = count === 1 ? say("lead_one") : say("lead_plural", { count: number(count) });
  const given = DIMENSIONS.filter((id) => whole[id].level >= 2).map(dimensionName);
  return given.length ? `${read} ${say("lead_given", { given: join(given) })}` : read;
}

function helpOf(request, onHelp) {
  const box = element("div", "help");
  const button = element("button", "button", say("help_ask"));
  button.classList.add("quiet");
  button.type = "button";
  button.addEventListener("click", async () => {
    button.disabled = true;
    const suggestions = await onHelp(request);
    if (!suggestions) {
      button.disabled = false;
      return;
    }
    if (suggestions.length) box.replaceChildren(element("h3", "", say("help")), element("ul", "cards", ...suggestions.map((one) => cardOf(one, request.reply))));
    else box.replaceChildren(say("help_none"));
    box.tabIndex = -1;
    box.focus();
  });
  box.append(button);
  return box;
}

function pastOf({ request, assessment, error }, index, onHelp) {
  const snippet = request.reply.length > SNIPPET ? `${request.reply.slice(0, SNIPPET).trimEnd()}…` : request.reply;
  const details = element("details", "", element("summary", "", say("reply", { number: number(index + 1), text: snippet })));
  if (!assessment || assessment.abstained) {
    const words = assessment?.abstained_reason ?? error?.detail ?? say("unread");
    details.append(element("div", "past", element("p", "hint", words)));
    return details;
  }
  const inOrder = [...assessment.behaviours].sort((a, b) => a.start - b.start);
  const found = [...inOrder.filter(isStrength), ...inOrder.filter(isMark)];
  const list = found.length ? [element("ul", "", ...found.map((mark) => findingOf(mark)))] : [];
  details.append(element("div", "past", ...list, helpOf(request, onHelp)));
  return details;
}

export function showConversation(turns, onHelp) {
  const assessments = turns.map(({ assessment }) => assessment).filter((one) => one && !one.abstained);
  const whole = conversationOf(assessments);
  byId("conversation").hidden = false;
  byId("lead").textContent = leadOf(assessments.length, whole);
  for (const id of DIMENSIONS) showBar(id, whole[id]);
  showFindings("strengths", behavioursOf(assessments, isStrength).slice(0, MOST_STRENGTHS));
  showFindings("marks", behavioursOf(assessments, isMark).slice(0, MOST_MARKS));
  byId("replies").replaceChildren(...turns.map((turn, index) => pastOf(turn, index, onHelp)).reverse());
}

export function showNotice(words) {
  byId("notice").hidden = !words;
  byId("notice").textContent = words;
}
