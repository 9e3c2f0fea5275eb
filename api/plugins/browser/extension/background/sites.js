// Where the coach reads along: on sites that a person switched on and the browser allows.
import { api } from "../shared/api.js";
import { readSettings } from "../shared/settings.js";

const SCRIPT = "coach";
const FILES = ["content.js"];

async function allowed(patterns) {
  const answers = await Promise.all(patterns.map((origin) => api.permissions.contains({ origins: [origin] })));
  return patterns.filter((_, index) => answers[index]);
}

// Queued, so that two changes in a row never meet half-way.
let last = Promise.resolve();

export function followSettings() {
  last = last.catch(() => undefined).then(register);
  return last;
}

async function register() {
  const matches = await allowed((await readSettings()).on);
  const known = await api.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (!matches.length) {
    if (known.length) await api.scripting.unregisterContentScripts({ ids: [SCRIPT] });
    return;
  }
  const script = { id: SCRIPT, matches, js: FILES, allFrames: true, matchOriginAsFallback: true, runAt: "document_idle" };
  if (known.length) await api.scripting.updateContentScripts([script]);
  else await api.scripting.registerContentScripts([script]);
}

// Pages that are open already need no reload.
export async function startInOpenTabs() {
  const matches = await allowed((await readSettings()).on);
  if (!matches.length) return;
  const tabs = await api.tabs.query({ url: matches });
  await Promise.allSettled(
    tabs.map(({ id }) => api.scripting.executeScript({ target: { tabId: id, allFrames: true }, files: FILES })),
  );
}

// Tell every page what changed; a tab without the coach has nobody to hear it.
export async function tellPages(message) {
  const tabs = await api.tabs.query({});
  await Promise.allSettled(tabs.map(({ id }) => api.tabs.sendMessage(id, message)));
}
