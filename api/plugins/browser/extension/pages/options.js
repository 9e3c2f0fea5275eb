// The settings: where the service is, which sites may be read along with, what stays hidden.
import { api } from "../shared/api.js";
import { baseOf, patternOf, readSettings, SUGGESTED_SERVER, writeSettings } from "../shared/settings.js";
import { join, say } from "../shared/words.js";
import { names } from "../background/service.js";
import { byId, fillIn, isOn, setSwitch } from "./page.js";

const STATES = { ok: "options_connected", offline: "options_unreachable", token: "options_needs_token" };

function preset(element, settings, name) {
  element.disabled = settings.preset.includes(name);
  if (element.disabled) element.title = say("options_preset");
}

async function show() {
  const settings = await readSettings();
  byId("server").value = settings.server || SUGGESTED_SERVER;
  byId("token").value = "";
  byId("token").placeholder = settings.token ? say("options_token_kept") : "";
  for (const name of ["server", "token", "quiet"]) preset(byId(name), settings, name);
  byId("forget").hidden = !settings.token || settings.preset.includes("token");
  setSwitch(byId("quiet"), settings.quiet);
  byId("sites").replaceChildren(...settings.sites.map((site) => siteItem(site, settings)));
  byId("muted").textContent = settings.muted.length ? await mutedNames(settings) : say("options_muted_none");
  byId("unmute").hidden = !settings.muted.length;
}

async function mutedNames(settings) {
  const { value } = await names(settings);
  return join(settings.muted.map((id) => value?.behaviours.find((one) => one.id === id)?.name ?? id));
}

function siteItem(site, { preset: fixed, off }) {
  const item = document.createElement("li");
  item.append(site);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button quiet";
  remove.textContent = say("options_remove");
  remove.setAttribute("aria-label", say("options_site_remove", { site }));
  remove.addEventListener("click", () => forgetSite(site, fixed.includes("sites"), off));
  item.append(remove);
  return item;
}

// A site the house presets can be switched off here, not taken off its list.
async function forgetSite(site, presetSites, off) {
  const { sites } = await api.storage.local.get({ sites: [] });
  await writeSettings({ sites: sites.filter((one) => one !== site), off: presetSites ? [...new Set([...off, site])] : off });
  await show();
}

async function allow(address) {
  return api.permissions.request({ origins: [patternOf(address)] });
}

byId("service").addEventListener("submit", async (event) => {
  event.preventDefault();
  const server = baseOf(byId("server").value.trim());
  if (!server) return void (byId("status").textContent = say("options_bad_server"));
  // Asked before anything else: browsers show the question only right after a click.
  if (!(await allow(server))) return void (byId("status").textContent = say("options_no_permission"));
  const token = byId("token").value.trim();
  if (!byId("server").disabled) await writeSettings({ server });
  if (token) await writeSettings({ token });
  const { state } = await names(await readSettings());
  byId("status").textContent = say(STATES[state] ?? "options_unreachable");
  return show();
});

byId("forget").addEventListener("click", async () => {
  await writeSettings({ token: "" });
  await show();
});

byId("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = baseOf(byId("site").value.trim());
  if (!address) return void (byId("site-status").textContent = say("options_bad_server"));
  if (!(await allow(address))) return void (byId("site-status").textContent = say("options_no_permission"));
  const pattern = patternOf(address);
  const { sites, off } = await api.storage.local.get({ sites: [], off: [] });
  await writeSettings({ sites: [...new Set([...sites, pattern])], off: off.filter((one) => one !== pattern) });
  byId("site").value = "";
  byId("site-status").textContent = "";
  return show();
});

byId("quiet").addEventListener("click", async () => {
  await writeSettings({ quiet: !isOn(byId("quiet")) });
  await show();
});

byId("unmute").addEventListener("click", async () => {
  await writeSettings({ muted: [] });
  await show();
});

fillIn();
await show();
