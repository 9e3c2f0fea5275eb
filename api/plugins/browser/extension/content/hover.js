// The reason of a passage, for whoever rests the pointer on its underline.
import { Tip } from "../../../../pages/static/js/tip.js";
import { make } from "./element.js";

const TEMPLATE = ["tip-name", "tip-reason", "tip-source"];

export class Hover {
  #field;
  #overlay;
  #entry;
  #box;
  #tip;
  #key = null;
  #listening = new AbortController();

  constructor({ stage, field, overlay, entry, open }) {
    this.#field = field;
    this.#overlay = overlay;
    this.#entry = entry;
    this.#box = make("div", { class: "tip", role: "tooltip", hidden: true, on: { click: open } });
    const template = make("template");
    template.content.append(make("div", { class: "tip-entry" }, ...TEMPLATE.map((name) => make("p", { class: name }))));
    this.#tip = new Tip({ box: this.#box, entry: template, onLeave: () => this.#leave(), onHide: () => this.#hidden() });
    stage.root.append(this.#box);
    const heard = { passive: true, signal: this.#listening.signal };
    field.element.addEventListener("pointermove", (event) => this.#moved(event), heard);
    field.element.addEventListener("pointerleave", () => this.#leave(), heard);
    field.element.addEventListener("keydown", () => this.#tip.hide(), heard);
  }

  place() {
    if (this.#tip.open && !this.#overlay.boxes(this.#key).length) this.#tip.hide();
  }

  remove() {
    this.#listening.abort();
    this.#box.remove();
  }

  // A page may send pointer events of its own making: those open nothing.
  #moved({ clientX, clientY, isTrusted, buttons }) {
    if (!isTrusted || buttons) return;
    const keys = this.#overlay.keysAt(clientX, clientY);
    const entries = keys.map((key) => this.#entry(key)).filter(Boolean);
    if (!entries.length) return this.#leave();
    const [key] = keys;
    if (key === this.#key && this.#tip.open) return;
    this.#key = key;
    this.#tip.showSoon(entries, () => this.#anchor(key, clientY));
    this.#overlay.activate(key);
  }

  #anchor(key, y) {
    const boxes = this.#overlay.boxes(key).map(({ left, top, width, height }) => new DOMRect(left, top, width, height));
    return boxes.find(({ bottom }) => y <= bottom + 4) ?? boxes.at(-1);
  }

  #leave() {
    if (this.#tip.open) this.#tip.hideSoon();
    else if (this.#key !== null) this.#tip.hide();
  }

  #hidden() {
    this.#key = null;
    this.#overlay.activate(null);
  }
}
