// The kit as a form: which candidate of each step is shown, and every text of it.
import { labels, say } from "./words.js";

const byId = (id) => document.getElementById(id);
const copy = (id) => byId(id).content.firstElementChild.cloneNode(true);
const NOTES = ["ask", "wait", "thank", "silence", "listen"];

let kit = null;

export const current = () => kit;

export function show(found) {
  kit = found;
  byId("kit-title").textContent = kit.focus.headline;
  byId("headline").value = kit.focus.headline;
  byId("why").replaceChildren(...[...kit.focus.why, ...kit.remarks].map(line));
  byId("slots").replaceChildren(...kit.slots.map(slotItem));
  byId("notes").replaceChildren(...noteFields());
  byId("kit").hidden = false;
}

export function watchHeadline() {
  byId("headline").addEventListener("input", () => {
    kit.focus.headline = byId("headline").value;
    byId("kit-title").textContent = kit.focus.headline;
  });
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function slotItem(slot) {
  const item = copy("slot");
  item.dataset.slot = slot.id;
  item.querySelector(".slot-name").textContent = labels.slots[slot.id];
  const time = { start: slot.starts, end: slot.starts + slot.minutes };
  item.querySelector(".slot-time").textContent = say("time", time);
  item.querySelector(".candidates").append(...slot.candidates.map((one, place) => candidate(item, slot, one, place)));
  showParts(item, slot);
  return item;
}

function candidate(item, slot, one, place) {
  const choice = copy("candidate");
  const radio = choice.querySelector("input");
  radio.name = slot.id;
  radio.checked = place === slot.chosen;
  radio.addEventListener("change", () => {
    slot.chosen = place;
    showParts(item, slot);
  });
  summarise(choice, slot, one);
  return choice;
}

// What tells one candidate from another is its last telling text.
function summarise(choice, slot, one) {
  const telling = { example: "text", before_after: "after", exercise: "customer" }[slot.id] ?? "text";
  choice.querySelector(".candidate-text").textContent = one.parts[telling];
  choice.querySelector(".candidate-origin").textContent = labels.origins[one.origin];
}

function showParts(item, slot) {
  const one = slot.candidates[slot.chosen];
  const fields = Object.keys(one.parts).map((name) => {
    const changed = (value) => {
      one.parts[name] = value;
      summarise(item.querySelectorAll(".candidate")[slot.chosen], slot, one);
    };
    return field(`${slot.id}-${name}`, labels.parts[name], one.parts[name], changed);
  });
  item.querySelector(".parts").replaceChildren(...fields);
}

function field(id, label, value, changed) {
  const part = copy("part");
  const area = part.querySelector("textarea");
  area.id = id;
  area.value = value;
  area.addEventListener("input", () => changed(area.value));
  part.querySelector("label").htmlFor = id;
  part.querySelector("label").textContent = label;
  return part;
}

function noteFields() {
  const fields = NOTES.map((name) =>
    field(`note-${name}`, labels.notes[name], kit.notes[name], (value) => {
      kit.notes[name] = value;
    }),
  );
  const avoid = field("note-avoid", labels.notes.avoid, kit.notes.avoid.join("\n"), (value) => {
    kit.notes.avoid = value.split("\n").filter((text) => text.trim());
  });
  return [...fields, avoid];
}
