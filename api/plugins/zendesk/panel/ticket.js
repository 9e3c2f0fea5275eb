// What the panel reads of a ticket: the public reply being written, and the customer's last message.
import { plain } from "./text.js";

const DRAFT = ["ticket.comment.text", "ticket.comment.type", "ticket.editor.targetChannel"];
const NOTES = new Set(["internal", "internalnote", "internal_note"]);
const CHATS = new Set(["chat", "messaging", "native_messaging", "sunshine_conversations_api", "whatsapp", "line", "telegram", "sms"]);
const SOCIAL = new Set(["facebook", "instagram_dm", "messenger", "facebook_messenger", "twitter", "twitter_dm", "x"]);
const LONGEST = 20_000;

const nameOf = (channel) => String(channel?.name ?? channel ?? "").toLowerCase();

function channelOf(name) {
  if (CHATS.has(name)) return "chat";
  return SOCIAL.has(name) ? "social" : "email";
}

// Zendesk lists paths that this place or this ticket does not know under `errors`: they read as null.
async function values(client, paths) {
  const answer = await client.get(paths);
  return paths.map((path) => answer[path] ?? null);
}

const isFromCustomer = ({ author, channel }) => author?.role === "end-user" && !NOTES.has(nameOf(channel));
const moment = ({ timestamp }) => Date.parse(timestamp) || 0;

function lastOf(messages) {
  const theirs = messages.filter(isFromCustomer).sort((a, b) => moment(a) - moment(b));
  const last = theirs.at(-1);
  const text = last?.message?.content ?? last?.value ?? "";
  return plain(String(text)).slice(-LONGEST).toWellFormed();
}

async function customerOf(client) {
  const [conversation] = await values(client, ["ticket.conversation"]);
  if (conversation?.length) return lastOf(conversation);
  const [comments] = await values(client, ["ticket.comments"]);
  return lastOf(comments ?? []);
}

// Notes are told by their type or by where they go; their words are not handed on.
export async function readTicket(client) {
  const [text, type, target] = await values(client, DRAFT);
  const name = nameOf(target);
  if (NOTES.has(nameOf(type)) || NOTES.has(name)) return { note: true, reply: "", customer: "", channel: "email" };
  const channel = channelOf(name || nameOf(type));
  return { note: false, reply: plain(String(text ?? "")), customer: await customerOf(client), channel };
}

// Documented calls write at the end, or in a chat at the cursor; nothing replaces words in between.
export async function append(client, words, channel) {
  await client.invoke(channel === "chat" ? "ticket.editor.insert" : "comment.appendText", words);
}
