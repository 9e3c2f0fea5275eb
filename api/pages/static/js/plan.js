// The loyalty plan: the board comes from the service, every form goes back to it.
import "./site.js";
import { keepFile, signIn, talk } from "./boards.js";
import { recall, remember } from "./storage.js";
import { say } from "./words.js";

const MONTH = "pulse";
const byId = (id) => document.getElementById(id);
const month = new Date().toISOString().slice(0, 7);
let plan = null;

async function show() {
  const found = await talk("GET", "/v1/plan");
  if (!found) return false;
  plan = found;
  const piece = new DOMParser().parseFromString(plan.html, "text/html");
  byId("board").replaceChildren(...piece.body.children);
  byId("plan-actions").hidden = false;
  // Who has answered is known to this browser alone.
  if (recall("localStorage", MONTH) === month) byId("pulse-form").hidden = true;
  for (const form of byId("board").querySelectorAll("form[data-action]")) form.addEventListener("submit", hand);
  byId("board").querySelectorAll("form[data-rule]").forEach(watchRule);
  return true;
}

// An idea on its way into the house rules: the change is shown first, then written.
const ruleOf = (form) => {
  const given = Object.fromEntries(new FormData(form));
  if (form.dataset.kind === "avoid") given.instead = given.instead.split("\n").map((line) => line.trim()).filter(Boolean);
  return { kind: form.dataset.kind, ...given };
};

function watchRule(form) {
  const change = form.querySelector(".plan-change");
  const apply = change.querySelector("button");
  let looked = null;
  form.addEventListener("input", () => (change.hidden = true));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const rule = ruleOf(form);
    const found = await talk("POST", form.dataset.rule, { rule });
    if (!found) return byId("notice").scrollIntoView({ block: "center" });
    looked = { rule, digest: found.digest };
    change.hidden = false;
    change.querySelector("pre").textContent = found.hint ?? found.diff;
    change.querySelector("p").hidden = Boolean(found.hint);
    apply.hidden = !found.digest;
    return change.querySelector("pre").focus();
  });
  apply.addEventListener("click", async () => {
    const done = await talk("POST", `${form.dataset.rule}/adopt`, looked);
    if (!done) return byId("notice").scrollIntoView({ block: "center" });
    return again("plan-5");
  });
}

const bodyOf = (form) =>
  Object.fromEntries([...new FormData(form)].filter(([name, value]) => value !== "" || name === "owner").map(typed));

const typed = ([name, value]) => [name, /^q\d$/.test(name) ? Number(value) : value];

async function hand(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { action } = form.dataset;
  const done = await talk("POST", action, bodyOf(form));
  if (!done) return byId("notice").scrollIntoView({ block: "center" });
  if (form.id === "pulse-form") remember("localStorage", MONTH, month);
  return again(form.closest("section").getAttribute("aria-labelledby"));
}

async function again(place) {
  await show();
  byId("summary").textContent = say("kept");
  setTimeout(() => (byId("summary").textContent = ""), 4000);
  const heading = byId(place);
  heading.tabIndex = -1;
  return heading.focus();
}

byId("print").addEventListener("click", () => window.print());
byId("save-html").addEventListener("click", () => keepFile("plan.html", plan.document, "text/html"));
signIn(show);
await show();
