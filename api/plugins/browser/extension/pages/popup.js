// The button's small window: on or off for this site, quiet or not.
import { api } from "../shared/api.js";
import { patternOf, readSettings, writeSettings } from "../shared/settings.js";
import { say } from "../shared/words.js";
import { byId, fillIn, isOn, setSwitch } from "./page.js";

const [tab] = await api.tabs.query({ active: true, lastFocusedWindow: true });
const address = tab?.url && /^https?:/.test(tab.url) ? tab.url : null;

// Runs in the page: where its frames come from.
function frameAddresses() {
  return [...document.querySelectorAll("iframe[src]")].map(({ src }) => src);
}

async function foreignFrames() {
  const [{ result }] = await api.scripting.executeScript({ target: { tabId: tab.id }, func: frameAddresses });
  const patterns = result.filter((src) => /^https?:/.test(src)).map(patternOf);
  return [...new Set(patterns)].filter((pattern) => pattern !== patternOf(address));
}

function switchFor(pattern, button) {
  button.addEventListener("click", async () => {
    const on = !isOn(button);
    // The question must follow the click at once, so it comes first.
    if (on && !(await api.permissions.request({ origins: [pattern] }))) return;
    const { sites, off } = await api.storage.local.get({ sites: [], off: [] });
    const others = (list) => list.filter((one) => one !== pattern);
    await writeSettings({ sites: on ? [...others(sites), pattern] : sites, off: on ? others(off) : [...others(off), pattern] });
    setSwitch(button, on);
  });
}

async function show() {
  const settings = await readSettings();
  byId("setup").hidden = Boolean(settings.server);
  setSwitch(byId("quiet"), settings.quiet);
  byId("quiet").disabled = settings.preset.includes("quiet");
  byId("not-here").hidden = Boolean(address);
  byId("site").hidden = !address;
  if (!address) return;
  const pattern = patternOf(address);
  byId("site-name").textContent = say("popup_site", { site: new URL(address).hostname });
  setSwitch(byId("site"), settings.on.includes(pattern));
  switchFor(pattern, byId("site"));
  await showFrames(settings);
}

async function showFrames({ on }) {
  const patterns = await foreignFrames();
  byId("frames").hidden = !patterns.length;
  for (const pattern of patterns) {
    const button = byId("site").cloneNode(true);
    for (const one of [button, button.lastElementChild]) one.removeAttribute("id");
    button.lastElementChild.textContent = say("popup_site", { site: new URL(pattern.replace("/*", "")).hostname });
    setSwitch(button, on.includes(pattern));
    switchFor(pattern, button);
    byId("frame-list").append(button);
  }
}

async function showShortcut() {
  const command = (await api.commands.getAll()).find(({ name }) => name === "open-card");
  byId("shortcut").hidden = !command?.shortcut;
  byId("shortcut").textContent = say("popup_shortcut", { shortcut: command?.shortcut });
}

byId("quiet").addEventListener("click", async () => {
  await writeSettings({ quiet: !isOn(byId("quiet")) });
  setSwitch(byId("quiet"), !isOn(byId("quiet")));
});
byId("settings").addEventListener("click", () => api.runtime.openOptionsPage());

fillIn();
await showShortcut();
await show();
