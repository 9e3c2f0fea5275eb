// All of one's own replies in an audit, by page and filter, each with a way to object to a level.
import { make } from "../audits/elements.js";
import { talk, tell } from "../boards.js";
import { number, say } from "../words.js";
import { dimensionTitle, levelForm, readLevel, turnOf } from "./turn.js";

const PAUSE_MS = 300;
const byId = (id) => document.getElementById(id);

export class OwnReplies {
  #path;
  #page = 1;
  #timer;

  constructor() {
    const filter = byId("replies-filter");
    filter.addEventListener("submit", (event) => event.preventDefault());
    filter.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#turnTo(1), PAUSE_MS);
    });
    byId("newer").addEventListener("click", () => this.#turnTo(this.#page - 1, { focus: true }));
    byId("older").addEventListener("click", () => this.#turnTo(this.#page + 1, { focus: true }));
  }

  open(path) {
    this.#path = path;
    byId("replies-filter").reset();
    return this.#turnTo(1);
  }

  async #turnTo(page, { focus = false } = {}) {
    const chosen = [...new FormData(byId("replies-filter"))].filter(([, value]) => value !== "");
    const query = new URLSearchParams([...chosen, ["page", page]]);
    const found = await talk("GET", `${this.#path}/replies?${query}`);
    if (!found) return;
    this.#page = page;
    const pages = Math.max(1, Math.ceil(found.total / found.size));
    byId("replies-count").textContent = found.total ? say("count", { total: number(found.total), page, pages }) : say("count_none");
    byId("replies").start = (page - 1) * found.size + 1;
    byId("replies").replaceChildren(...found.replies.map((one, index) => this.#item(one, index)));
    byId("newer").hidden = page <= 1;
    byId("older").hidden = page >= pages;
    if (focus) byId("replies-title").focus();
  }

  #item({ id, scored, objections }, index) {
    const states = Object.entries(objections).map(([dimension, status]) =>
      make("p", { className: "stands", text: say(`objection_${status}`, { dimension: dimensionTitle(dimension) }) }),
    );
    const open = make("button", { type: "button", className: "button quiet", text: say("object"), "aria-label": say("object_to", { turn: id }) });
    const item = make("li", { className: "reply-card", "data-turn": id }, [
      make("p", { className: "quote-turn", text: id }),
      ...turnOf(scored, say("reply")),
      ...states,
      open,
    ]);
    open.addEventListener("click", () => open.replaceWith(this.#form({ id, index, scored, open })));
    return item;
  }

  #form({ id, index, scored, open }) {
    const form = levelForm(`objection-${index}`, { submit: say("send_objection"), further: say("cancel") });
    const dimension = form.querySelector(".dimension");
    for (const option of [...dimension.options]) if (!(option.value in scored.dimensions)) option.remove();
    const offer = () => {
      const { level } = scored.dimensions[dimension.value];
      for (const option of form.querySelector(".level").options) option.disabled = option.value === String(level);
      form.querySelector(".level").value = "";
    };
    dimension.addEventListener("change", offer);
    offer();
    form.querySelector(".further").addEventListener("click", () => {
      form.replaceWith(open);
      open.focus();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await talk("POST", `${this.#path}/disputes`, { turn: id, ...readLevel(form) });
      if (!done) return;
      tell(say("dispute_kept"));
      await this.#turnTo(this.#page);
      byId("replies").querySelector(`[data-turn="${CSS.escape(id)}"] .stands`)?.scrollIntoView({ block: "center" });
      byId("replies-title").focus({ preventScroll: true });
    });
    queueMicrotask(() => dimension.focus());
    return form;
  }
}
