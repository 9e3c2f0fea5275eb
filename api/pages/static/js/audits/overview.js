// The list of audits, their progress, and the form that starts one.
import { button, byId, make } from "./elements.js";
import { filled, forget, watchLook } from "./look.js";
import { cancel, read, remove, upload } from "./service.js";
import { day, number, say } from "./words.js";

const STATES = {
  waiting: "state_waiting",
  running: "state_running",
  done: "state_done",
  failed: "state_failed",
  cancelled: "state_cancelled",
};
const POLL_MS = 1500;
let timer;

export function watchUploads({ guard, notify }) {
  watchLook({ guard, notify });
  byId("upload").addEventListener("submit", (event) => {
    event.preventDefault();
    guard(async () => {
      notify(say("uploading"));
      await upload(filled(event.target));
      event.target.reset();
      forget();
      notify(say("uploaded"));
      await showOverview({ guard, notify });
    });
  });
}

export function leaveOverview() {
  clearTimeout(timer);
}

export async function showOverview(tools) {
  leaveOverview();
  const { audits } = await read("");
  byId("jobs").replaceChildren(...audits.map((audit) => row(audit, tools)));
  byId("none").hidden = audits.length > 0;
  const busy = audits.some(({ state }) => state === "waiting" || state === "running");
  if (busy) timer = setTimeout(() => tools.guard(() => showOverview(tools)), POLL_MS);
}

function row(audit, { guard, notify }) {
  const again = (action) => () => guard(async () => {
    await action();
    await showOverview({ guard, notify });
  });
  const parts = [name(audit), make("span", { className: "facts", text: `${say(STATES[audit.state])} · ${day(audit.created)}` })];
  if (audit.state === "running") parts.push(...progress(audit));
  if (audit.state === "waiting" || audit.state === "running") {
    parts.push(button(say("cancel"), again(() => cancel(audit.id)), `${say("cancel")}: ${audit.name}`));
  } else {
    parts.push(button(say("remove"), () => {
      if (window.confirm(say("remove_sure", { name: audit.name }))) again(() => remove(audit.id))();
    }, `${say("remove")}: ${audit.name}`));
  }
  if (audit.problem) parts.push(make("p", { className: "job-problem", text: audit.problem }));
  return make("li", { className: "job", "data-state": audit.state }, parts);
}

function name(audit) {
  if (audit.state !== "done") return make("span", { className: "job-name", text: audit.name });
  return make("a", { className: "job-name", href: `#${audit.id}`, text: audit.name, "aria-label": say("open", { name: audit.name }) });
}

function progress({ done, total, name: label }) {
  const bar = make("progress", { max: Math.max(total, 1), value: done, "aria-label": label });
  const text = total ? say("progress", { done: number(done), total: number(total) }) : "";
  return [bar, make("span", { className: "facts", text })];
}
