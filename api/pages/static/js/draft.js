// The draft lives in this tab's session storage and nowhere else.
import { recall, remember } from "./storage.js";

const KEY = "draft";
const EMPTY = { customer: "", reply: "", channel: "chat" };

export function loadDraft() {
  const saved = recall("sessionStorage", KEY);
  return saved ? { ...EMPTY, ...JSON.parse(saved) } : EMPTY;
}

export function saveDraft(draft) {
  remember("sessionStorage", KEY, JSON.stringify(draft));
}

export const emptyDraft = (channel) => ({ ...EMPTY, channel });
export const isBlank = ({ customer, reply }) => !customer.trim() && !reply.trim();
