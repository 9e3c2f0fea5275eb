// The card: strengths first, then what could help, then what deserves a second look.
import { make } from "./element.js";
import { leadOf } from "./lead.js";
import { barsOf, passageOf, suggestionOf } from "./parts.js";
import { say } from "../shared/words.js";

const GAP = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const ENDS = { Home: 0, End: -1 };

export class Card {
  #stage;
  #box;
  #body;
  #status;
  #quiet;
  #on;
  #shown = {};

  constructor(stage, on) {
    this.#stage = stage;
    this.#on = on;
    this.#body = make("div", { class: "panel-body" });
    this.#status = make("p", { class: "visually-hidden", role: "status" });
    this.#quiet = make("button", { type: "button", class: "switch", role: "switch", title: say("quiet_hint"), on: { click: () => on.quiet() } });
    this.#quiet.append(make("span", { class: "switch-track", "aria-hidden": "true" }), say("quiet"));
    this.#box = make(
      "section",
      { class: "panel", role: "dialog", "aria-label": say("card"), hidden: true, tabindex: "-1" },
      make(
        "header",
        { class: "panel-head" },
        make("h2", {}, say("card")),
        make("button", { type: "button", class: "icon", "aria-label": say("close"), title: say("close"), on: { click: () => on.close() } }, "×"),
      ),
      this.#body,
      make(
        "footer",
        { class: "panel-foot" },
        this.#quiet,
        make("button", { type: "button", class: "button quiet", on: { click: () => on.settings() } }, say("settings")),
      ),
      this.#status,
    );
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("focusin", ({ target }) => on.point(target.closest(".mark")?.dataset.key ?? null));
    this.#box.addEventListener("pointerover", ({ target }) => on.point(target.closest(".mark")?.dataset.key ?? null));
    this.#box.addEventListener("click", ({ target }) => {
      const mark = target.closest(".mark");
      if (mark) on.choose(mark.dataset.key);
    });
    stage.root.append(this.#box);
  }

  get open() {
    return !this.#box.hidden;
  }

  show(shown) {
    this.#shown = shown;
    this.#quiet.setAttribute("aria-checked", String(shown.wishes.quiet));
    const kept = this.#keep();
    this.#body.replaceChildren(...this.#sections(shown));
    kept();
  }

  toggle(open) {
    this.#box.hidden = !open;
  }

  focus() {
    (this.#stops()[0] ?? this.#box).focus();
  }

  focusOn(selector) {
    (this.#body.querySelector(selector) ?? this.#box).focus();
  }

  say(words) {
    this.#status.textContent = words;
  }

  // Beside the badge, wherever the window has room.
  place({ left, right, top, bottom }) {
    if (!this.open) return;
    const { innerWidth, innerHeight } = window;
    const width = this.#box.offsetWidth;
    const above = top - 2 * GAP;
    const below = innerHeight - bottom - 2 * GAP;
    const up = above > below;
    this.#box.style.maxHeight = `${Math.max(160, Math.min(560, Math.max(above, below), innerHeight - 2 * GAP))}px`;
    const height = this.#box.offsetHeight;
    const y = up ? Math.max(GAP, top - GAP - height) : Math.min(bottom + GAP, innerHeight - GAP - height);
    const x = Math.max(GAP, Math.min(right - width, innerWidth - width - GAP, Math.max(left, GAP)));
    this.#box.style.translate = `${Math.round(x)}px ${Math.round(Math.max(GAP, y))}px`;
  }

  remove() {
    this.#box.remove();
  }

  #sections({ notice, assessment, passages, suggestions, rubric, applied, wishes, stale, reply, field }) {
    const parts = notice ? [make("p", { class: "notice" }, notice)] : [];
    if (!assessment || !rubric) return applied ? [...parts, this.#applied(applied)] : parts;
    const lead = leadOf(assessment, passages, rubric);
    const words = stale ? say("lead_stale") : lead.words;
    parts.push(make("p", { class: "lead", data: { bar: String(lead.atBar && !stale) } }, words), barsOf(assessment, rubric));
    const marks = new Map(assessment.behaviours.map((mark) => [mark.id, mark]));
    const group = (kind) => passages.filter((passage) => passage.kind === kind);
    const list = (kind) => this.#list(say(kind), group(kind).map((passage) => make("li", {}, passageOf(passage, marks.get(passage.id)))));
    if (!wishes.quiet) parts.push(list("strengths"));
    parts.push(this.#suggestions({ suggestions, applied, wishes, rubric, reply, field }), list("marks"), list("slots"));
    return parts.filter(Boolean);
  }

  #suggestions({ suggestions, applied, wishes, rubric, reply, field }) {
    const cards = suggestions.map((entry) => suggestionOf(entry, { reply, field, rubric, on: this.#on }));
    const muted = rubric.behaviours.filter(({ id }) => wishes.muted.includes(id)).map(({ name }) => name);
    const hidden = make("p", { class: "hint" }, say("muted", { names: muted.join(", ") }), " ", this.#button("unmute", () => this.#on.unmute(), "unmute"));
    if (!cards.length && !applied && !muted.length) return null;
    return make(
      "section",
      { class: "group" },
      make("h3", {}, say("suggestions")),
      applied ? this.#applied(applied) : null,
      cards.length ? make("ul", { class: "cards" }, ...cards) : null,
      muted.length ? hidden : null,
    );
  }

  #applied({ words, undo }) {
    const back = undo ? this.#button("undo", () => this.#on.undo(), "take-back") : null;
    return make("p", { class: "applied" }, make("span", {}, words), back);
  }

  #button(key, act, name) {
    return make("button", { type: "button", class: `button quiet ${name}`, on: { click: act } }, say(key));
  }

  #list(title, items) {
    if (!items.length) return null;
    return make("section", { class: "group" }, make("h3", {}, title), make("ul", {}, ...items));
  }

  // A newer assessment redraws the card: focus and scroll stay where they were.
  #keep() {
    const focused = this.#stage.focused;
    const index = this.#stops().indexOf(focused);
    const { scrollTop } = this.#body;
    return () => {
      this.#body.scrollTop = scrollTop;
      if (index < 0 || this.#stops().includes(focused)) return;
      (this.#stops()[Math.min(index, this.#stops().length - 1)] ?? this.#box).focus();
    };
  }

  #stops() {
    return [...this.#body.querySelectorAll("button"), this.#quiet];
  }

  #key(event) {
    if (event.key === "Escape") return this.#on.close();
    const stops = this.#stops();
    const at = stops.indexOf(this.#stage.focused);
    let next = null;
    if (event.key in STEPS) next = stops[(at + STEPS[event.key] + stops.length) % stops.length];
    if (event.key in ENDS) next = stops.at(ENDS[event.key]);
    if (!next) return undefined;
    event.preventDefault();
    return next.focus();
  }
}
