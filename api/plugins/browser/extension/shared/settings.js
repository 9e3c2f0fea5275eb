// What people and their IT have chosen. Only the worker and the extension's own pages read it.
import { api } from "./api.js";

const DEFAULTS = { server: "", token: "", quiet: false, muted: [], sites: [], off: [] };

export const SUGGESTED_SERVER = "http://127.0.0.1:8000";

// Content scripts share the process of the page they run in: they get no storage at all.
export async function closeStorage() {
  for (const area of [api.storage.local, api.storage.managed, api.storage.session]) {
    if (area?.setAccessLevel) await area.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
  }
}

// What the house presets wins over what was typed; nobody has to preset anything.
export async function readSettings() {
  const own = { ...DEFAULTS, ...(await api.storage.local.get(Object.keys(DEFAULTS))) };
  const preset = await readPreset();
  const sites = [...new Set([...(preset.sites ?? []), ...own.sites])];
  return {
    server: baseOf(preset.server ?? own.server),
    token: preset.token ?? own.token,
    quiet: preset.quiet ?? own.quiet,
    muted: own.muted,
    sites,
    off: own.off,
    on: sites.filter((site) => !own.off.includes(site)),
    preset: Object.keys(preset),
  };
}

export async function writeSettings(changes) {
  await api.storage.local.set(changes);
}

async function readPreset() {
  try {
    return (await api.storage.managed.get(["server", "token", "sites", "quiet"])) ?? {};
  } catch (error) {
    // Firefox answers so where IT has preset nothing.
    if (/manifest not found/i.test(String(error))) return {};
    throw error;
  }
}

// The service's address without a slash at its end; empty when it is none.
export function baseOf(text) {
  const url = URL.canParse(text ?? "") ? new URL(text) : null;
  if (!url || !["http:", "https:"].includes(url.protocol) || url.username || url.password) return "";
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

// Match patterns know no ports.
export function patternOf(address) {
  const url = new URL(address);
  return `${url.protocol}//${url.hostname}/*`;
}
