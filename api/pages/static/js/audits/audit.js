// One audit: figures, downloads, and its conversations by filter.
import { button, byId, make } from "./elements.js";
import { download, read } from "./service.js";
import { day, dimensions, number, say } from "./words.js";

let shown = null;
let page = 1;

export function watchFilters(guard) {
  byId("filters").addEventListener("change", () => turnTo(1, guard));
  byId("previous").addEventListener("click", () => turnTo(page - 1, guard));
  byId("next").addEventListener("click", () => turnTo(page + 1, guard));
}

export async function showAudit(id, guard) {
  const audit = await read(`/${id}`);
  const { summary } = audit;
  shown = id;
  byId("audit-title").textContent = audit.name;
  const facts = [say("facts", { turns: number(summary.turns), conversations: number(summary.conversations), rejected: number(summary.rejected) })];
  if (audit.revealed) facts.push(say("revealed", { by: audit.revealed.by, at: day(audit.revealed.at) }));
  if (summary.withheld) facts.push(say("withheld"));
  byId("audit-facts").textContent = facts.join(" ");
  byId("figures").replaceChildren(...Object.entries(summary.dimensions ?? {}).map(figure));
  byId("downloads").replaceChildren(...audit.files.map((name) =>
    make("li", {}, [button(name, () => guard(() => download(id, name)))])));
  await list(1);
}

function figure([id, { n, mean }]) {
  const name = make("span", { className: "figure-name", text: dimensions[id] });
  const words = n ? say("mean", { mean: number(mean), n: number(n) }) : say("nothing_asked");
  const meter = make("meter", { min: 0, max: 100, value: mean ?? 0, "aria-label": dimensions[id] });
  return make("li", { className: "figure", "data-dimension": id }, [name, meter, make("span", { className: "facts", text: words })]);
}

function turnTo(next, guard) {
  return guard(() => list(next));
}

async function list(next) {
  page = next;
  const chosen = [...new FormData(byId("filters"))].filter(([, value]) => value);
  const query = new URLSearchParams([...chosen, ["page", page]]);
  const { total, size, conversations } = await read(`/${shown}/conversations?${query}`);
  byId("found").textContent = say("found", { total: number(total) });
  byId("conversations").replaceChildren(...conversations.map(row));
  byId("pager").hidden = total <= size;
  byId("previous").disabled = page === 1;
  byId("next").disabled = page * size >= total;
}

function row(one) {
  const facts = [say("turns", { count: number(one.turns) }), ...one.agents];
  if (one.start) facts.unshift(day(one.start));
  if (one.overall !== null) facts.push(say("overall", { score: number(one.overall) }));
  const link = make("a", { className: "conversation-id", href: `#${shown}/${one.position}`, text: one.conversation_id });
  return make("li", { className: "conversation-row" }, [link, make("span", { className: "facts", text: facts.join(" · ") })]);
}
