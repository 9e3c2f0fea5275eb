// Connecting programs: fills in the addresses and shows which program was just heard.
import "./site.js";
import { send, useToken } from "./service.js";
import { recall, remember } from "./storage.js";

const LISTEN_MS = 2000;
const COPIED_MS = 2500;
const MINUTE_S = 60;
const NOW_S = 5;
const byId = (id) => document.getElementById(id);
const page = byId("connect");
const messages = JSON.parse(page.dataset.messages);
const status = byId("heard");
const whole = new Intl.NumberFormat(page.dataset.language);

function say(key, values = {}) {
  return messages[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function fillAddresses(token) {
  const keyed = token ? `/k/${encodeURIComponent(token)}` : "";
  for (const field of page.querySelectorAll(".address-field")) {
    const key = "keyed" in field.dataset ? keyed : "";
    field.value = `${location.origin}${key}${field.dataset.suffix}`;
  }
  const values = {
    address: location.origin + keyed,
    host: `${location.protocol}//${location.hostname}`,
    port: location.port || (location.protocol === "https:" ? "443" : "80"),
    token,
  };
  for (const snippet of page.querySelectorAll(".snippet")) {
    const text = snippet.dataset.snippet.replace(/\{(address|host|port|token)\}/g, (_, name) => values[name]);
    snippet.firstElementChild.textContent = text;
  }
}

// The clipboard belongs to secure pages alone; elsewhere the address is selected and copied.
async function copy(field) {
  field.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
}

function bindCopy(button) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(button.previousElementSibling);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, COPIED_MS);
  });
}

function told(client, seconds) {
  if (seconds < NOW_S) return say("heard_now", { client });
  if (seconds < MINUTE_S) return say("heard_seconds", { client, seconds: whole.format(seconds) });
  return say("heard_minutes", { client, minutes: whole.format(Math.floor(seconds / MINUTE_S)) });
}

function show(state, text) {
  status.dataset.state = state;
  if (status.textContent !== text) status.textContent = text;
}

function showHeard(heard) {
  const latest = [...heard].sort((one, other) => one.seconds - other.seconds)[0];
  for (const section of page.querySelectorAll(".client")) {
    const entry = heard.find(({ client }) => client === section.id);
    const name = section.querySelector(".client-name").textContent;
    const note = section.querySelector(".client-heard");
    section.toggleAttribute("data-heard", Boolean(entry));
    note.hidden = !entry;
    note.textContent = entry ? told(name, entry.seconds) : "";
    if (entry === latest && entry) show("heard", note.textContent);
  }
  if (!latest) show("waiting", say("waiting"));
}

async function listen() {
  try {
    const response = await send("GET", "/v1/connect");
    if (response.ok) showHeard((await response.json()).heard);
    else show("trouble", say(response.status === 401 || response.status === 403 ? "token" : "offline"));
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    show("trouble", say("offline"));
  }
}

async function keepListening() {
  if (!document.hidden) await listen();
  setTimeout(keepListening, LISTEN_MS);
}

function take(token) {
  useToken(token || null);
  fillAddresses(token);
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = byId("token").value.trim();
  remember("sessionStorage", "token", token);
  take(token);
  listen();
});
for (const button of page.querySelectorAll(".copy")) bindCopy(button);
const known = recall("sessionStorage", "token") ?? "";
byId("token").value = known;
take(known);
keepListening();
