// Who may ask for what: a content script only for its own text, and only where it is switched on.
import { api } from "../shared/api.js";

const CHANNELS = ["chat", "email", "social", "phone"];
const LONGEST = 200_000;
const READABLE = 20_000;
const BEHAVIOUR = /^[a-z_]{1,40}$/;

const isText = (value) => typeof value === "string" && value.length <= LONGEST;

// `*` stands for a whole host or for its first part, as in match patterns.
export function covers(pattern, origin) {
  const wanted = /^(https?):\/\/(\*\.)?([^/*]+)\/\*$/.exec(pattern);
  if (!wanted) return false;
  const { protocol, hostname } = new URL(origin);
  const [, scheme, anyPart, host] = wanted;
  if (protocol !== `${scheme}:`) return false;
  return hostname === host || (Boolean(anyPart) && hostname.endsWith(`.${host}`));
}

export function originOf(sender) {
  if (sender.origin && sender.origin !== "null") return sender.origin;
  return sender.url && URL.canParse(sender.url) ? new URL(sender.url).origin : "null";
}

// A frame without an address of its own belongs to the page around it.
function site(sender) {
  const origin = originOf(sender);
  if (origin !== "null") return origin;
  return /^(about|blob|data):/.test(sender.url ?? "") && sender.tab?.url ? new URL(sender.tab.url).origin : "null";
}

export function isContentScript(sender, settings) {
  if (sender.id !== api.runtime.id || !sender.tab || sender.frameId === undefined) return false;
  const origin = site(sender);
  return origin.startsWith("http") && settings.on.some((pattern) => covers(pattern, origin));
}

// Only what is listed here goes on; anything else a page's process might add stays behind.
export function readDraft({ reply, customer, channel }) {
  if (!isText(reply)) return null;
  const draft = { reply };
  if (isText(customer) && customer.trim()) draft.customer = customer;
  if (CHANNELS.includes(channel)) draft.channel = channel;
  return draft;
}

// The service counts code points; what it would refuse need not be sent.
export const isTooLong = ({ reply }) => reply.length > READABLE && [...reply].length > READABLE;

export const isBehaviour = (value) => typeof value === "string" && BEHAVIOUR.test(value);
