// The practice page: a message, a first go, a second, what it gained, and the private picture.
import "./site.js";
import { Editor } from "./editor.js";
import { watchMarks } from "./marks.js";
import { passagesOf } from "./passages.js";
import { emptyRecord, loadRecord, saveRecord } from "./practice/record.js";
import { showGains, showPicture, showTask } from "./practice/shown.js";
import { bindSharing } from "./practice/sharing.js";
import { chosenAudit, offerSources, watchSource } from "./practice/source.js";
import { showAssessment, showNothing, showNotice } from "./results.js";
import { post, useToken } from "./service.js";
import { recall, remember } from "./storage.js";
import { language, say } from "./words.js";

const DIMENSIONS = ["empathy", "hospitality", "authenticity"];
const byId = (id) => document.getElementById(id);
const reply = byId("reply");
const editor = new Editor({ scroller: byId("editor"), backdrop: byId("backdrop"), field: reply });
const marks = watchMarks({ editor, field: reply, list: byId("findings") });
let record = loadRecord();
let task = null;
let first = null;
let second = null;

const sharing = bindSharing({ forget, kept: () => record });

// An answer of the service, or null once its trouble has been said.
async function ask(path, body) {
  try {
    const response = await post(`${path}?lang=${language}`, body);
    if (response.ok) return await response.json();
    byId("token-form").hidden = ![401, 403].includes(response.status);
    const problem = await response.json();
    showNotice(problem.errors?.length ? problem.errors[0].message : problem.detail);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    showNotice(say("offline"));
  }
  return null;
}

async function choose() {
  byId("task").setAttribute("aria-busy", "true");
  const need = byId("wish-need").value;
  const situation = byId("wish-situation").value;
  const wish = { need: need === "" ? undefined : Number(need), situation: situation || undefined, audit: chosenAudit() };
  const found = await ask("/v1/practice/next", { language, record, ...wish });
  byId("task").setAttribute("aria-busy", "false");
  if (!found) return;
  task = found;
  first = null;
  second = null;
  showTask(task);
  reset();
}

function reset() {
  byId("token-form").hidden = true;
  editor.text = "";
  editor.show([]);
  showNotice(task.done_today ? say("done_today") : "");
  showNothing();
  for (const id of ["could", "outcome", "finish"]) byId(id).hidden = true;
  byId("look").hidden = false;
  byId("look").textContent = say("look");
  byId("other").textContent = say("other");
}

const attemptOf = (assessment) => {
  const sure = DIMENSIONS.filter((id) => !assessment[id].abstained);
  return {
    shown: assessment.behaviours.filter(({ polarity }) => polarity === "+").map(({ id }) => id),
    levels: Object.fromEntries(sure.map((id) => [id, assessment[id].level])),
    scores: Object.fromEntries(DIMENSIONS.map((id) => [id, assessment[id].score])),
  };
};

async function look() {
  const text = reply.value;
  if (!task) return;
  const asked = { reply: text, customer: task.customer, channel: task.channel, phase: "opening" };
  const assessment = await ask("/v1/score", asked);
  if (!assessment || text !== reply.value) return;
  if (assessment.abstained) {
    showNotice(say(`abstained_${assessment.abstained}`));
    return;
  }
  const passages = passagesOf(assessment, text);
  showNotice("");
  editor.show(passages);
  showAssessment(assessment, passages);
  if (first) second = attemptOf(assessment);
  else first = attemptOf(assessment);
  byId("could").hidden = second !== null;
  for (const id of ["could-title", "could-notice"]) byId(id).hidden = !task.notice;
  byId("could-notice").textContent = task.notice;
  byId("finish").hidden = false;
  byId("look").textContent = say("look_again");
  if (second) await review();
  byId("results-title").focus();
}

// The round counts from the second go on, or when the agent is content with the first.
async function review() {
  const { message, focus, trains } = task;
  const done = await ask("/v1/practice/review", { message, focus, trains, first, second: second ?? undefined, record });
  if (!done) return;
  record = done.record;
  saveRecord(record);
  showGains(done);
  for (const id of ["finish", "look", "could"]) byId(id).hidden = true;
  byId("other").textContent = say("next");
  await picture();
}

async function picture() {
  const found = await ask("/v1/practice/picture", { record });
  if (!found) return;
  showPicture(found);
  sharing.show(found);
}

async function forget() {
  record = emptyRecord();
  saveRecord(record);
  await choose();
  await picture();
}

function bind() {
  byId("look").addEventListener("click", look);
  byId("finish").addEventListener("click", async () => {
    await review();
    byId("results-title").focus();
  });
  byId("other").addEventListener("click", async () => {
    await choose();
    byId("customer").focus();
  });
  for (const id of ["wish-need", "wish-situation"]) byId(id).addEventListener("change", choose);
  watchSource(choose);
  reply.addEventListener("input", () => {
    marks.close();
    editor.follow();
  });
  byId("numbers").addEventListener("click", () => {
    const shown = byId("numbers").getAttribute("aria-checked") !== "true";
    remember("localStorage", "numbers", String(shown));
    showNumbers(shown);
  });
  byId("token-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    remember("sessionStorage", "token", byId("token").value.trim());
    useToken(byId("token").value.trim());
    await start();
  });
}

function showNumbers(shown) {
  byId("numbers").setAttribute("aria-checked", String(shown));
  for (const element of document.querySelectorAll("[data-numbers]")) element.hidden = !shown;
}

async function start() {
  await offerSources();
  await choose();
  await picture();
}

useToken(recall("sessionStorage", "token"));
showNumbers(recall("localStorage", "numbers") === "true");
bind();
await start();
