// The reply field: the text stays an ordinary textarea, the underlines lie on a backdrop beneath.
import { rebase, segmentsOf, withLanes } from "./passages.js";

const DEEPEST_LANE = 2;

function wrap(node, passage) {
  const span = document.createElement("span");
  span.className = "span";
  span.dataset.key = passage.key;
  span.dataset.depth = Math.min(passage.lane, DEEPEST_LANE);
  if (passage.kind === "slots") span.dataset.slot = "";
  else {
    span.dataset.dimension = passage.dimension;
    span.dataset.polarity = passage.kind === "strengths" ? "plus" : "minus";
  }
  span.append(node);
  return span;
}

export class Editor {
  #scroller;
  #backdrop;
  #field;
  #passages = [];
  #text = "";

  constructor({ scroller, backdrop, field }) {
    this.#scroller = scroller;
    this.#backdrop = backdrop;
    this.#field = field;
  }

  get text() {
    return this.#field.value;
  }

  set text(value) {
    this.#field.value = value;
    this.follow();
  }

  // Keep the marks beside their words until the next assessment arrives.
  follow() {
    this.show(rebase(this.#passages, this.#text, this.text));
  }

  show(passages) {
    this.#text = this.text;
    this.#passages = withLanes(passages);
    const nodes = segmentsOf(this.#text, this.#passages).map(({ text, covering }) =>
      covering.reduceRight(wrap, document.createTextNode(text)),
    );
    // A last line break needs something after it to take up a line of its own.
    this.#backdrop.replaceChildren(...nodes, document.createTextNode("\u200b"));
  }

  passage(key) {
    return this.#passages.find((passage) => passage.key === key);
  }

  // Keys of the passages under a point of the screen.
  keysAt(x, y) {
    const spans = document.elementsFromPoint(x, y).filter((element) => this.#backdrop.contains(element));
    return [...new Set(spans.map((span) => span.dataset.key).filter(Boolean))];
  }

  // The boxes of a passage, one or more a line.
  boxes(key) {
    return this.#spans(key).flatMap((span) => [...span.getClientRects()]);
  }

  activate(key) {
    for (const span of this.#backdrop.querySelectorAll("[data-active]")) delete span.dataset.active;
    for (const span of this.#spans(key)) span.dataset.active = "";
  }

  reveal(key) {
    const [first] = this.#spans(key);
    if (!first) return;
    const box = first.getBoundingClientRect();
    const view = this.#scroller.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom) {
      this.#scroller.scrollTop += box.top - view.top - view.height / 3;
    }
  }

  select(key) {
    const passage = this.passage(key);
    if (!passage) return;
    this.#field.focus({ preventScroll: false });
    this.#field.setSelectionRange(passage.start, passage.end);
    this.reveal(key);
  }

  #spans(key) {
    return [...this.#backdrop.querySelectorAll(".span")].filter((span) => span.dataset.key === key);
  }
}
