// The page for huddles: which audit, the kit to edit, and its files.
import "./site.js";
import { current, show, watchHeadline } from "./huddle/kit.js";
import { language, say } from "./huddle/words.js";
import { send, useToken } from "./service.js";
import { recall, remember } from "./storage.js";

const byId = (id) => document.getElementById(id);
const NAMES = { json: "kit.json" };

function notify(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

// The answer of the service, or null once its trouble has been said.
async function ask(method, path, body) {
  try {
    const response = await send(method, `${path}?lang=${language}`, body);
    if (response.ok) {
      byId("token-form").hidden = true;
      return response;
    }
    const refused = [401, 403].includes(response.status);
    byId("token-form").hidden = !refused;
    if (refused) byId("wanted").hidden = true;
    const problem = await response.json();
    const first = problem.errors?.[0];
    notify(first ? say("field", first) : problem.detail);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    notify(say("offline"));
  }
  return null;
}

function options(select, entries) {
  const kept = select.value;
  select.replaceChildren(...entries.map(([value, text]) => new Option(text, value)));
  if (entries.some(([value]) => value === kept)) select.value = kept;
}

async function begin() {
  notify("");
  const response = await ask("GET", "/v1/audits");
  if (!response) return;
  const { audits } = await response.json();
  const done = audits.filter(({ state }) => state === "done");
  options(byId("audit"), done.map(({ id, name }) => [id, name]));
  byId("no-audit").hidden = done.length > 0;
  byId("make").disabled = done.length === 0;
  byId("wanted").hidden = false;
}

// A link from the loyalty plan names the focus it is about.
function takeFocus() {
  const asked = new URLSearchParams(location.search).get("focus");
  const known = [...byId("focus").options].some(({ value }) => value === asked);
  if (known) byId("focus").value = asked;
}

async function make(event) {
  event.preventDefault();
  notify(say("working"));
  byId("make").disabled = true;
  const response = await ask("POST", "/v1/huddle", {
    audit: byId("audit").value,
    team: byId("team").value || null,
    focus: byId("focus").value,
    minutes: Number(byId("minutes").value),
    language: byId("kit-language").value,
  });
  byId("make").disabled = false;
  if (!response) return;
  const { kit, teams } = await response.json();
  options(byId("team"), [["", byId("team").options[0].text], ...teams.map((name) => [name, name])]);
  notify("");
  show(kit);
  byId("kit-title").focus();
}

async function take(format) {
  notify(say("working"));
  const response = await ask("POST", `/v1/huddle/files/${format}`, { kit: current() });
  if (!response) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = NAMES[format] ?? `huddle.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
  notify(say("taken", { name: link.download }));
}

async function open() {
  const [file] = byId("open").files;
  if (!file) return;
  try {
    show(JSON.parse(await file.text()));
    notify("");
    byId("kit-title").focus();
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    notify(say("no_kit"));
  }
  byId("open").value = "";
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  remember("sessionStorage", "token", byId("token").value.trim());
  useToken(byId("token").value.trim());
  begin();
});
byId("wanted").addEventListener("submit", make);
byId("audit").addEventListener("change", () => options(byId("team"), [["", byId("team").options[0].text]]));
byId("formats").addEventListener("click", ({ target }) => {
  if (target.dataset.format) take(target.dataset.format);
});
byId("open").addEventListener("change", open);
watchHeadline();
useToken(recall("sessionStorage", "token"));
takeFocus();
begin();
