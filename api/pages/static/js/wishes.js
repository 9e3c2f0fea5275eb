// What this agent does not want to hear about; it stays in this browser.
import { recall, remember } from "./storage.js";

const MUTED = "muted";
const QUIET = "quiet";

export function mutedBehaviours() {
  return JSON.parse(recall("localStorage", MUTED) ?? "[]");
}

export function mute(behaviour) {
  remember("localStorage", MUTED, JSON.stringify([...new Set([...mutedBehaviours(), behaviour])]));
}

export function unmuteAll() {
  remember("localStorage", MUTED, "[]");
}

export const isQuiet = () => recall("localStorage", QUIET) === "true";
export const setQuiet = (quiet) => remember("localStorage", QUIET, String(quiet));
