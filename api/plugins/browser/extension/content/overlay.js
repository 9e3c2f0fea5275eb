// Underlines over the reply: drawn from where the words stand, never written into the editor.
import { draw } from "./element.js";
import { insideOf } from "./inside.js";

const LANE = 4;
const DEEPEST_LANE = 2;
// Beyond so many passages only those near the view are measured; lines before it may reach into it.
const FEW = 60;
const BEFORE = 20;
const WAVE = { length: 4, height: 1.6 };

function wave(left, right, y) {
  const steps = Math.max(1, Math.round((right - left) / WAVE.length));
  const step = (right - left) / steps;
  const parts = Array.from({ length: steps }, (_, index) => `q${step / 2} ${index % 2 ? -WAVE.height * 2 : WAVE.height * 2} ${step} 0`);
  return `M${left} ${y}${parts.join("")}`;
}

function lineOf({ dimension, polarity }, left, right, y) {
  if (polarity === "minus") return wave(left, right, y);
  if (dimension === "authenticity") return `M${left} ${y - 1.25}H${right}M${left} ${y + 1.25}H${right}`;
  return `M${left} ${y}H${right}`;
}

const round = (value) => Math.round(value * 10) / 10;

export class Overlay {
  #field;
  #svg;
  #clip;
  #lines;
  #passages = [];
  #drawn = "";
  #active = null;
  #boxes = new Map();

  constructor(stage, field) {
    this.#field = field;
    this.#clip = draw("rect");
    this.#lines = draw("g", { "clip-path": "url(#view)" });
    this.#svg = draw("svg", { class: "overlay", "aria-hidden": "true" }, draw("clipPath", { id: "view" }, this.#clip), this.#lines);
    stage.root.append(this.#svg);
  }

  show(passages) {
    this.#passages = passages;
    this.#field.measure();
    this.draw(true);
  }

  activate(key) {
    if (this.#active === key) return;
    this.#active = key;
    this.draw(true);
  }

  // The boxes of a passage that can be seen, one or more a line.
  boxes(key) {
    return this.#boxes.get(key) ?? [];
  }

  keysAt(x, y) {
    const under = (box) => x >= box.left && x <= box.left + box.width && y >= box.top - 1 && y <= box.top + box.height + 4;
    return [...this.#boxes].filter(([, boxes]) => boxes.some(under)).map(([key]) => key);
  }

  // Drawing again is cheap when nothing has moved: only what has changed reaches the page.
  draw(changed = false) {
    const view = this.#visible();
    this.#boxes = new Map();
    const near = this.#near(view);
    for (const passage of near) {
      const boxes = this.#field.boxes(passage.start, passage.end).filter((box) => seen(box, view));
      if (boxes.length) this.#boxes.set(passage.key, boxes);
    }
    const drawn = JSON.stringify([view, [...this.#boxes]]);
    if (!changed && drawn === this.#drawn) return;
    this.#drawn = drawn;
    for (const name of ["x", "y", "width", "height"]) this.#clip.setAttribute(name, view[name]);
    this.#lines.replaceChildren(...near.flatMap((passage) => this.#marksOf(passage)));
  }

  remove() {
    this.#svg.remove();
  }

  // Passages come in the order of the text, and the text runs down the field.
  #near({ y, height }) {
    const passages = this.#passages;
    if (passages.length <= FEW) return passages;
    const first = this.#firstBelow(y);
    return passages.slice(Math.max(0, first - BEFORE), this.#firstBelow(y + height));
  }

  #firstBelow(y) {
    let [low, high] = [0, this.#passages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start } = this.#passages[middle];
      if ((this.#field.boxes(start, start + 1)[0]?.top ?? y) < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #marksOf(passage) {
    const active = passage.key === this.#active;
    return this.boxes(passage.key).flatMap(({ left, top, width, height }) => {
      const y = round(top + height - 1 + Math.min(passage.lane, DEEPEST_LANE) * LANE);
      const data = { dimension: passage.dimension ?? "", polarity: passage.polarity ?? "", key: passage.key };
      const block = draw("rect", { x: left - 1, y: top, width: width + 2, height, rx: 3, class: "tint", data });
      if (passage.kind === "slots") return [draw("rect", { x: left - 1, y: top, width: width + 2, height, rx: 3, class: "slot", data })];
      const line = draw("path", { d: lineOf(passage, round(left), round(left + width), y), class: "line", data });
      return active ? [block, line] : [line];
    });
  }

  // Lines end where the field does, and where anything around it cuts it off.
  #visible() {
    const view = this.#field.view();
    let { left, top, right, bottom } = view;
    for (let at = this.#field.element; at instanceof Element; at = at.parentElement ?? at.getRootNode().host) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (overflowX === "visible" && overflowY === "visible") continue;
      if (at === document.body || at === document.documentElement) continue;
      const box = insideOf(at);
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    right = Math.min(right, window.innerWidth);
    bottom = Math.min(bottom, window.innerHeight);
    [left, top] = [Math.max(left, 0), Math.max(top, 0)];
    return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
  }

  get view() {
    return this.#visible();
  }
}

function seen(box, { x, y, width, height }) {
  return box.left < x + width && box.left + box.width > x && box.top < y + height && box.top + box.height > y;
}
