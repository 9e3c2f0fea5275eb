// The writing page: binds the fields, the scorer and what is shown.
import "./site.js";
import { emptyDraft, isBlank, loadDraft, saveDraft } from "./draft.js";
import { Editor } from "./editor.js";
import { watchMarks } from "./marks.js";
import { passagesOf } from "./passages.js";
import { showAssessment, showNothing, showNotice, showStale, summaryOf } from "./results.js";
import { Scorer } from "./scorer.js";
import { useToken } from "./service.js";
import { recall, remember } from "./storage.js";
import { Suggestions } from "./suggestions.js";
import { desk, limit, number, say } from "./words.js";

const QUIET_MS = 900;
const byId = (id) => document.getElementById(id);
const customer = byId("customer");
const reply = byId("reply");
const channels = [...document.querySelectorAll("#channel input")];
const editor = new Editor({ scroller: byId("editor"), backdrop: byId("backdrop"), field: reply });
const marks = watchMarks({ editor, field: reply, list: byId("findings") });
const scorer = new Scorer({ limit, onAssessment: arrive, onTrouble: stumble });
const suggestions = "suggestions" in desk.dataset ? new Suggestions({ editor, onChange: () => changed(0), onShown: heard }) : null;
let putAside = null;
let summaryTimer;
let summary = "";

const chosenChannel = () => channels.find((input) => input.checked).value;
const currentDraft = () => ({ customer: customer.value, reply: reply.value, channel: chosenChannel() });

function fill(draft) {
  customer.value = draft.customer;
  for (const input of channels) input.checked = input.value === draft.channel;
  editor.text = draft.reply;
  changed(0);
}

function changed(wait) {
  const draft = currentDraft();
  saveDraft(draft);
  marks.close();
  suggestions?.clear();
  if (draft.reply.trim()) return scorer.later(draft, wait);
  scorer.cancel();
  editor.show([]);
  showNothing();
  showNotice("");
  return announce("");
}

function arrive(assessment, draft) {
  byId("token-form").hidden = true;
  if (assessment.abstained) return keepQuiet(assessment.abstained);
  const passages = passagesOf(assessment, draft.reply);
  editor.show(passages);
  showNotice("");
  showAssessment(assessment, passages);
  suggestions?.ask(draft);
  summary = summaryOf(assessment, passages);
  return announce(summary);
}

function heard(count) {
  announce(`${summary} ${say("summary_suggestions", { count: number(count) })}`);
}

function keepQuiet(reason) {
  editor.show([]);
  showNothing();
  notify(say(`abstained_${reason}`));
}

function stumble({ kind, count }) {
  showStale();
  notify(say(kind, { limit: number(limit), count: number(count) }));
  byId("token-form").hidden = kind !== "token";
}

function notify(text) {
  showNotice(text);
  announce(text);
}

// Screen readers hear a summary once the typing pauses, and only when it says something new.
function announce(text) {
  clearTimeout(summaryTimer);
  summaryTimer = setTimeout(() => {
    if (byId("summary").textContent !== text) byId("summary").textContent = text;
  }, QUIET_MS);
}

function replaceDraft(draft) {
  const before = currentDraft();
  putAside = isBlank(before) ? putAside : before;
  byId("undo").hidden = putAside === null;
  fill(draft);
  reply.focus({ preventScroll: true });
}

function showNumbers(shown) {
  byId("numbers").setAttribute("aria-checked", String(shown));
  for (const element of document.querySelectorAll("[data-numbers]")) element.hidden = !shown;
}

function bindFields() {
  reply.addEventListener("input", () => {
    editor.follow();
    suggestions?.written();
    changed();
  });
  customer.addEventListener("input", () => changed());
  for (const input of channels) input.addEventListener("change", () => changed(0));
}

function bindActions() {
  byId("example").addEventListener("click", () =>
    replaceDraft({ customer: customer.dataset.example, reply: reply.dataset.example, channel: "email" }),
  );
  byId("clear").addEventListener("click", () => replaceDraft(emptyDraft(chosenChannel())));
  byId("undo").addEventListener("click", () => {
    const draft = putAside;
    putAside = null;
    byId("undo").hidden = true;
    fill(draft);
    reply.focus();
  });
  byId("numbers").addEventListener("click", () => {
    const shown = byId("numbers").getAttribute("aria-checked") !== "true";
    remember("localStorage", "numbers", String(shown));
    showNumbers(shown);
  });
  byId("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    remember("sessionStorage", "token", byId("token").value.trim());
    useToken(byId("token").value.trim());
    changed(0);
  });
}

useToken(recall("sessionStorage", "token"));
showNumbers(recall("localStorage", "numbers") === "true");
bindFields();
bindActions();
fill(loadDraft());
