// From Chatwoot's messages to the replies that are scored, by the rules by which transcripts are read.

const ROLES = { 0: "customer", incoming: "customer", 1: "agent", outgoing: "agent", 3: "other", template: "other" };
const BOTS = new Set(["agent_bot", "agentbot", "captain_assistant"]);
const THREAD = 40;
const MOST = 256;

function roleOf({ message_type: type, private: isPrivate, sender, sender_type: senderType }) {
  if (isPrivate) return null;
  const role = ROLES[String(type).toLowerCase()] ?? null;
  const kind = String(sender?.type ?? senderType ?? "").toLowerCase();
  return role === "agent" && BOTS.has(kind) ? "other" : role;
}

function saidIn(messages) {
  return messages
    .filter((message) => typeof message?.content === "string" && message.content.trim() && !message.content_attributes?.deleted)
    .map((message) => ({ role: roleOf(message), text: message.content.trim(), at: Number(message.created_at) || 0 }))
    .filter(({ role }) => role)
    .sort((a, b) => a.at - b.at);
}

// Messages of one sender in a row are one turn.
function grouped(said) {
  const groups = [];
  for (const { role, text } of said) {
    const last = groups.at(-1);
    if (last?.role === role) last.texts.push(text);
    else groups.push({ role, texts: [text] });
  }
  return groups.map(({ role, texts }) => ({ role, text: texts.join("\n") }));
}

export function channelOf({ meta, channel }) {
  return /email/i.test(String(meta?.channel ?? channel ?? "")) ? "email" : "chat";
}

// Each turn of the agent as a request; its customer is whoever wrote last before it.
export function requestsOf(conversation) {
  const groups = grouped(saidIn(conversation?.messages ?? []));
  const channel = channelOf(conversation ?? {});
  return groups
    .flatMap((group, index) => {
      if (group.role !== "agent") return [];
      const before = groups.slice(0, index);
      const customer = before.findLast(({ role }) => role === "customer")?.text;
      return [{ reply: group.text, customer, thread: before.slice(-THREAD), channel, id: String(index) }];
    })
    .slice(-MOST);
}
