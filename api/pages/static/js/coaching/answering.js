// Objections that wait: the reply first, then who sees it how, then one's own level and reason.
import { make } from "../audits/elements.js";
import { talk, tell } from "../boards.js";
import { say } from "../words.js";
import { offerWords } from "./own-words.js";
import { levelForm, readLevel, turnOf } from "./turn.js";

const byId = (id) => document.getElementById(id);

export async function showWaiting() {
  const found = await talk("GET", "/v1/objections");
  byId("waiting").hidden = !found;
  if (!found) return;
  const items = found.objections.map(itemOf);
  const none = make("li", { className: "hint", text: say("waiting_none") });
  byId("objections").replaceChildren(...(items.length ? items : [none]));
}

function itemOf(one, index) {
  const form = levelForm(`answer-${index}`, { submit: say("answer"), further: say("look"), dimension: one.dimension });
  offerWords({
    button: form.querySelector(".further"),
    field: form.querySelector(".reason"),
    box: form.querySelector(".words"),
    said: () => one.reason,
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { turn: one.turn, ...readLevel(form) };
    if (!(await talk("POST", `/v1/objections/${one.run}/answer`, body))) return;
    tell(say("answer_kept"));
    await showWaiting();
    byId("waiting-title").focus();
  });
  return make("li", { className: "reply-card" }, [
    ...turnOf(one.scored, say("reply_of", { agent: one.agent })),
    make("p", { className: "asked", text: one.line }),
    form,
  ]);
}
