// One scored reply: what it answers, its words with their passages, the levels, and why.
import { make, marked } from "../audits/elements.js";
import { rubric, say } from "../words.js";

const capitalised = (words) => words.charAt(0).toLocaleUpperCase() + words.slice(1);

export const dimensionTitle = (id) => capitalised(rubric.dimensions[id]);

function said(label, children, className) {
  return make("div", {}, [make("p", { className: "quote-label", text: label }), make("blockquote", { className }, children)]);
}

function levelsOf(dimensions) {
  const items = Object.entries(dimensions).map(([id, one]) => {
    const verdict = one.abstained ? say("unsure") : one.verdict_name;
    const text = say("verdict_line", { dimension: dimensionTitle(id), level: one.level_name, verdict });
    return make("li", { "data-dimension": id, text });
  });
  return make("ul", { className: "levels" }, items);
}

// Strengths first; what the coach is not sure enough of to say it is left out.
function reasonsOf(marks) {
  if (!marks.length) return [];
  const ordered = [...marks].sort((a, b) => Number(a.polarity === "-") - Number(b.polarity === "-") || a.start - b.start);
  const items = ordered.map(({ name, text, reason, dimension }) =>
    make("li", { "data-dimension": dimension, text: say("passage", { name: capitalised(name), text, reason }) }),
  );
  return [make("details", { className: "why" }, [make("summary", { text: say("why") }), make("ul", {}, items)])];
}

export function turnOf({ customer, reply, dimensions, behaviours }, title) {
  const marks = behaviours.filter(({ tier }) => tier === "inline");
  return [
    ...(customer ? [said(say("customer"), [customer], "")] : []),
    said(title, marked(reply, marks), "own"),
    levelsOf(dimensions),
    ...reasonsOf(marks),
  ];
}

// A form to name a level and a reason; its labels get ids of their own.
export function levelForm(id, { submit, further, dimension }) {
  const form = document.getElementById("level-form").content.firstElementChild.cloneNode(true);
  for (const name of ["dimension", "level", "reason"]) {
    form.querySelector(`.${name}`).id = `${id}-${name}`;
    form.querySelector(`.${name}-label`).htmlFor = `${id}-${name}`;
  }
  if (dimension) {
    form.querySelector(".dimension").value = dimension;
    for (const part of form.querySelectorAll(".dimension, .dimension-label")) part.hidden = true;
  }
  form.querySelector("[type=submit]").textContent = submit;
  form.querySelector(".further").textContent = further;
  return form;
}

export const readLevel = (form) => ({
  dimension: form.querySelector(".dimension").value,
  level: Number(form.querySelector(".level").value),
  reason: form.querySelector(".reason").value,
});
