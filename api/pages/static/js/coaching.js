// The coaching page: one's own sheets first; comment and objection belong to the agent alone.
import "./site.js";
import { keepFile, signIn, talk } from "./boards.js";
import { language, say } from "./words.js";

const byId = (id) => document.getElementById(id);
const locale = language === "en" ? "en-GB" : language;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
let entry = null;
let sheet = null;

const pathOf = ({ run, agent }, rest = "") => `/v1/coaching/${run}/${encodeURIComponent(agent)}${rest}`;

function stateOf({ opened, own }) {
  if (opened) return say("opened_on", { day: day.format(new Date(opened)) });
  return say(own ? "fresh" : "waits");
}

function itemOf(one) {
  const item = byId("entry-item").content.firstElementChild.cloneNode(true);
  const button = item.querySelector("button");
  const when = one.finished ? day.format(new Date(one.finished)) : one.audit;
  item.querySelector(".entry-name").textContent = say(one.own ? "own_sheet" : "sheet_of", { agent: one.agent, when });
  item.querySelector(".entry-state").textContent = stateOf(one);
  button.disabled = !one.own && !one.opened;
  button.addEventListener("click", () => open(one));
  return item;
}

async function list() {
  const found = await talk("GET", "/v1/coaching");
  if (!found) return;
  byId("entries").replaceChildren(...found.sheets.map(itemOf));
  byId("notice").hidden = found.sheets.length > 0;
  byId("notice").textContent = found.sheets.length ? "" : say("none");
}

async function open(one) {
  const found = await talk("GET", pathOf(one));
  if (!found) return;
  entry = one;
  sheet = found;
  const piece = new DOMParser().parseFromString(sheet.html, "text/html");
  byId("sheet").replaceChildren(...piece.body.children);
  byId("choice").hidden = true;
  byId("opened").hidden = false;
  byId("answer").hidden = !sheet.own;
  byId("comment").value = sheet.comment ?? "";
  byId("dispute-form").hidden = sheet.turns.length === 0;
  byId("dispute-turn").replaceChildren(...sheet.turns.map((turn) => new Option(turn, turn)));
  byId("sheet").focus();
}

async function send(rest, body, said) {
  const done = await talk("POST", pathOf(entry, rest), body);
  if (done === null) return;
  await open(entry);
  byId("summary").textContent = said;
}

byId("back").addEventListener("click", async () => {
  byId("opened").hidden = true;
  byId("choice").hidden = false;
  byId("summary").textContent = "";
  await list();
});
byId("print").addEventListener("click", () => window.print());
byId("save-html").addEventListener("click", () => keepFile(`coaching-${entry.agent}.html`, sheet.document, "text/html"));
byId("save-md").addEventListener("click", () => keepFile(`coaching-${entry.agent}.md`, sheet.markdown, "text/markdown"));
byId("comment-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send("/comment", { text: byId("comment").value }, say("comment_kept"));
});
byId("dispute-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = {
    turn: byId("dispute-turn").value,
    dimension: byId("dispute-dimension").value,
    level: Number(byId("dispute-level").value),
    reason: byId("dispute-reason").value,
  };
  byId("dispute-reason").value = "";
  send("/disputes", body, say("dispute_kept"));
});
signIn(list);
await list();
