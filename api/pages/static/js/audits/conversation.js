// One conversation: what was said, the levels in words, and the passages with their reasons.
import { byId, make, marked } from "./elements.js";
import { read } from "./service.js";
import { dimensions, say } from "./words.js";

export async function showConversation(id, position) {
  const found = await read(`/${id}/conversations/${position}`);
  byId("conversation-title").textContent = found.conversation_id;
  byId("to-audit").href = `#${id}`;
  byId("turns").replaceChildren(...found.turns.map(turn));
}

function turn(one) {
  const parts = [];
  if (one.customer) parts.push(said(say("customer"), one.need_name, [one.customer], "customer-said"));
  parts.push(said(say("agent"), one.agent, marked(one.reply, one.behaviours), "agent-said"));
  parts.push(one.abstained ? make("p", { className: "facts", text: say("abstained") }) : levels(one));
  if (one.behaviours.length) parts.push(make("ul", { className: "reasons" }, one.behaviours.map(reason)));
  return make("li", { className: "turn" }, parts);
}

function said(who, more, words, className) {
  const by = more ? `${who} · ${more}` : who;
  return make("div", { className }, [make("p", { className: "said-by", text: by }), make("p", { className: "said" }, words)]);
}

function levels({ dimensions: found }) {
  return make("ul", { className: "levels" }, Object.entries(found).map(([id, one]) => make("li", { "data-dimension": id }, [
    `${dimensions[id]}: `,
    make("span", { className: "level-name", text: one.level_name }),
    ` (${one.abstained ? say("unsure") : one.verdict_name})`,
  ])));
}

function reason(mark) {
  const name = make("span", { className: "reason-name", text: mark.tier === "check" ? `${mark.name} (${say("check")})` : mark.name });
  return make("li", { "data-dimension": mark.dimension }, [name, ": ", make("q", { text: mark.text }), ` – ${mark.reason}`]);
}
