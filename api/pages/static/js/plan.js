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
  return true;
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
  const place = form.closest("section").getAttribute("aria-labelledby");
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
