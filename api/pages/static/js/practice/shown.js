// What the practice page shows: the task, the gain, the picture.
import { dimensionName, language, number, rubric, say } from "../words.js";

const byId = (id) => document.getElementById(id);
const locale = language === "en" ? "en-GB" : language;
const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "numeric", timeZone: "UTC" });
const capitalised = (words) => words.charAt(0).toLocaleUpperCase(language) + words.slice(1);

export function showTask(task) {
  byId("customer").textContent = task.customer;
  byId("situation").textContent = rubric.needs[task.need];
  byId("channel-name").textContent = say(`channel_${task.channel}`);
  byId("focus-name").textContent = capitalised(task.focus_name);
  byId("focus-reason").textContent = task.focus_reason;
}

export function showGains({ sentence, due, gain }) {
  byId("outcome").hidden = false;
  byId("rating").textContent = [sentence, say("due", { day: day.format(new Date(due)) })].join(" ");
  const items = Object.entries(gain).map(([id, points]) => {
    const item = document.createElement("li");
    item.dataset.dimension = id;
    item.textContent = say("gain", { dimension: capitalised(rubric.dimensions[id]), points: signed.format(points) });
    return item;
  });
  byId("gains").replaceChildren(...items);
}

function wordsOf({ standing, standing_name: name, rounds, at_once: atOnce, due }) {
  const parts = [name];
  if (rounds) parts.push(say("at_once", { count: number(atOnce), rounds: number(rounds) }));
  if (due && standing !== "due") parts.push(say("due_short", { day: day.format(new Date(due)) }));
  return parts.join(" · ");
}

function skillOf(skill) {
  const item = byId("skill-item").content.firstElementChild.cloneNode(true);
  item.dataset.dimension = skill.dimension;
  item.dataset.standing = skill.standing;
  item.title = capitalised(dimensionName(skill.dimension));
  item.querySelector(".skill-name").textContent = capitalised(skill.name);
  item.querySelector(".skill-words").textContent = wordsOf(skill);
  [...item.querySelectorAll("i")].slice(0, skill.steps).forEach((dot) => dot.toggleAttribute("data-on", true));
  return item;
}

function weekOf({ monday, rounds }, most) {
  const item = document.createElement("li");
  const track = document.createElement("span");
  const bar = document.createElement("span");
  track.className = "week-track";
  bar.className = "week-bar";
  bar.style.height = `${(100 * rounds) / most}%`;
  track.append(bar);
  const label = document.createElement("span");
  label.textContent = shortDay.format(new Date(monday));
  item.append(track, document.createTextNode(number(rounds)), label);
  return item;
}

export function showPicture({ skills, weeks }) {
  byId("picture").hidden = false;
  byId("skills").replaceChildren(...skills.map(skillOf));
  byId("weeks").hidden = weeks.length === 0;
  const most = Math.max(1, ...weeks.map(({ rounds }) => rounds));
  byId("week-bars").replaceChildren(...weeks.map((week) => weekOf(week, most)));
}
