// The coaching page: one's own sheets first; comment and objection belong to the agent alone.
import "./site.js";
import { keepFile, notice, signIn, talk, tell } from "./boards.js";
import { showWaiting } from "./coaching/answering.js";
import { offerWords } from "./coaching/own-words.js";
import { OwnReplies } from "./coaching/replies.js";
import { language, say } from "./words.js";

const byId = (id) => document.getElementById(id);
const locale = language === "en" ? "en-GB" : language;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
const replies = new OwnReplies();
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
  item.querySelector(".entry-audit").textContent = one.finished ? one.audit : "";
  item.querySelector(".entry-state").textContent = stateOf(one);
  button.disabled = !one.own && !one.opened;
  button.addEventListener("click", () => open(one));
  return item;
}

async function list() {
  const found = await talk("GET", "/v1/coaching");
  if (!found) return;
  byId("entries").replaceChildren(...found.sheets.map(itemOf));
  notice(found.sheets.length || found.answers ? "" : say("none"));
  if (found.answers) await showWaiting();
}

function turnTo(opened) {
  for (const id of ["choice", "lists"]) byId(id).hidden = opened;
  byId("opened").hidden = !opened;
}

// The sheet once more, after something was put on it.
async function fetchSheet() {
  const found = await talk("GET", pathOf(entry));
  if (!found) return false;
  sheet = found;
  const piece = new DOMParser().parseFromString(sheet.html, "text/html");
  byId("sheet").replaceChildren(...piece.body.children);
  return true;
}

async function open(one) {
  entry = one;
  if (!(await fetchSheet())) return;
  turnTo(true);
  byId("answer").hidden = !sheet.own;
  for (const id of ["note-form", "foreign"]) byId(id).hidden = sheet.own;
  byId("comment").value = sheet.comment ?? "";
  byId("note").value = sheet.note ?? "";
  byId("note-words").hidden = true;
  byId("sheet").focus();
  if (sheet.own) await replies.open(pathOf(one));
}

async function send(rest, body, said) {
  const done = await talk("POST", pathOf(entry, rest), body);
  if (done === null || !(await fetchSheet())) return;
  tell(said);
  byId("sheet").focus();
}

byId("back").addEventListener("click", async () => {
  turnTo(false);
  tell("");
  await list();
});
byId("print").addEventListener("click", () => window.print());
byId("save-html").addEventListener("click", () => keepFile(`coaching-${entry.agent}.html`, sheet.document, "text/html"));
byId("save-md").addEventListener("click", () => keepFile(`coaching-${entry.agent}.md`, sheet.markdown, "text/markdown"));
byId("comment-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send("/comment", { text: byId("comment").value }, say("comment_kept"));
});
byId("note-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send("/note", { text: byId("note").value }, say("note_kept"));
});
offerWords({ button: byId("note-look"), field: byId("note"), box: byId("note-words"), said: () => sheet.comment });
signIn(list);
await list();
