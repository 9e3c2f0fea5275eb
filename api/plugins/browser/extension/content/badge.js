// The badge in the corner of the reply box: three small bars, words for those who ask.
import { make } from "./element.js";
import { say } from "../shared/words.js";

const DIMENSIONS = ["empathy", "hospitality", "authenticity"];
const INSIDE = 6;
const LOW_FIELD = 46;
const CALM = new Set(["offline", "busy", "token", "setup", "too_long", "refused"]);

export class Badge {
  #button;
  #words;
  #bars;
  #spot = "";

  constructor(stage, onOpen) {
    this.#bars = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, make("span", { class: "badge-bar", data: { dimension } })]));
    this.#words = make("span", { class: "badge-words", role: "tooltip", id: "badge-words" });
    this.#button = make(
      "button",
      { type: "button", class: "badge", "aria-describedby": "badge-words", "aria-expanded": "false", on: { click: onOpen } },
      make("span", { class: "badge-bars", "aria-hidden": "true" }, ...Object.values(this.#bars)),
      this.#words,
    );
    this.#button.setAttribute("aria-label", say("badge"));
    // Pressing it must not take the caret out of the reply.
    this.#button.addEventListener("mousedown", (event) => event.preventDefault());
    stage.root.append(this.#button);
    this.wait();
  }

  wait() {
    this.#say("waiting", [say("badge_waiting")]);
  }

  showAssessment(assessment, rubric) {
    const level = Object.fromEntries(rubric.levels.map(({ value, name }) => [value, name]));
    const lines = DIMENSIONS.map((dimension) => {
      const result = assessment[dimension];
      const bar = this.#bars[dimension];
      bar.dataset.level = result.abstained ? "unsure" : result.level;
      bar.dataset.verdict = result.verdict;
      const { name } = rubric.dimensions.find(({ id }) => id === dimension);
      return say("badge_dimension", { dimension: name, level: result.abstained ? say("unsure") : level[result.level] });
    });
    this.#say("scored", lines);
  }

  showTrouble(kind) {
    this.#say(CALM.has(kind) ? "resting" : "waiting", [say(kind)]);
  }

  showAbstained(words) {
    this.#say("waiting", [words]);
  }

  stale() {
    if (this.#button.dataset.state === "scored") this.#button.dataset.state = "stale";
  }

  expanded(open) {
    this.#button.setAttribute("aria-expanded", String(open));
  }

  get box() {
    return this.#button.getBoundingClientRect();
  }

  focus() {
    this.#button.focus();
  }

  // In the lower corner; beside a field of one line, above it.
  place(view) {
    const { offsetWidth: width, offsetHeight: height } = this.#button;
    const low = view.height < LOW_FIELD;
    const x = view.x + view.width - width - INSIDE;
    const y = low ? Math.max(2, view.y - height - 2) : view.y + view.height - height - INSIDE;
    const spot = `${Math.round(x)}px ${Math.round(y)}px`;
    this.#button.hidden = view.width < width || view.height < 8;
    if (spot !== this.#spot) this.#button.style.translate = spot;
    this.#spot = spot;
    this.#words.dataset.side = y > 100 ? "above" : "below";
  }

  remove() {
    this.#button.remove();
  }

  #say(state, lines) {
    this.#button.dataset.state = state;
    if (state !== "scored") for (const bar of Object.values(this.#bars)) delete bar.dataset.level;
    this.#words.replaceChildren(...lines.map((line) => make("span", { class: "badge-line" }, line)));
  }
}
