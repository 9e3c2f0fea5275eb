// The extension's worker: keeps the token, asks the service, and decides who may ask.
import { api } from "../shared/api.js";
import { closeStorage, readSettings, writeSettings } from "../shared/settings.js";
import { ask, cancel, names } from "./service.js";
import { isBehaviour, isContentScript, isTooLong, readDraft } from "./senders.js";
import { followSettings, startInOpenTabs, tellPages } from "./sites.js";

const closed = closeStorage();

const wishesOf = ({ quiet, muted }) => ({ quiet, muted });

async function read(message, next) {
  const draft = readDraft(message);
  if (!draft) return { state: "refused" };
  return isTooLong(draft) ? { state: "too_long" } : next(draft);
}

const answers = {
  async hello(_, { settings }) {
    const rubric = await names(settings);
    return { state: rubric.state, rubric: rubric.value, wishes: wishesOf(settings) };
  },
  async score(message, context) {
    return read(message, (draft) => ask("/v1/score", draft, { ...context, kind: "score" }));
  },
  async suggest(message, context) {
    const wishes = wishesOf(context.settings);
    return read(message, (draft) => ask("/v1/suggest", { ...draft, ...wishes }, { ...context, kind: "suggest" }));
  },
  async cancel(_, { asker }) {
    for (const kind of ["score", "suggest"]) cancel(asker, kind);
    return { state: "ok" };
  },
  async mute({ behaviour }, { settings }) {
    if (!isBehaviour(behaviour)) return { state: "refused" };
    await writeSettings({ muted: [...new Set([...settings.muted, behaviour])] });
    return { state: "ok" };
  },
  async unmute() {
    await writeSettings({ muted: [] });
    return { state: "ok" };
  },
  async quiet({ quiet }, { settings }) {
    if (!settings.preset.includes("quiet")) await writeSettings({ quiet: quiet === true });
    return { state: "ok" };
  },
  async settings() {
    await api.runtime.openOptionsPage();
    return { state: "ok" };
  },
};

async function answer(message, sender) {
  await closed;
  const settings = await readSettings();
  if (!isContentScript(sender, settings)) return { state: "off" };
  const kind = Object.hasOwn(answers, message?.kind) ? message.kind : null;
  if (!kind) return { state: "refused" };
  const asker = `${sender.tab.id}:${sender.frameId}:${sender.documentId ?? ""}`;
  return answers[kind](message, { settings, asker });
}

api.runtime.onMessage.addListener((message, sender, respond) => {
  answer(message, sender).then(respond, (error) => {
    respond({ state: "offline" });
    throw error;
  });
  return true;
});

api.commands.onCommand.addListener((command, tab) => {
  if (command === "open-card" && tab?.id !== undefined) {
    api.tabs.sendMessage(tab.id, { kind: "open" }).catch(() => undefined);
  }
});

async function refresh() {
  await followSettings();
  await startInOpenTabs();
  await tellPages({ kind: "changed" });
}

async function installed({ reason }) {
  await refresh();
  const { server } = await readSettings();
  if (reason === "install" && !server) await api.runtime.openOptionsPage();
}

api.runtime.onInstalled.addListener(installed);
api.runtime.onStartup.addListener(refresh);
api.storage.onChanged.addListener(refresh);
api.permissions.onAdded.addListener(refresh);
api.permissions.onRemoved.addListener(refresh);
