// A plain text field: measured on a hidden copy, changed through the browser's own editing.
import { insideOf } from "./inside.js";

const COPIED = [
  "direction", "font-family", "font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant",
  "font-weight", "font-feature-settings", "font-kerning", "letter-spacing", "line-height", "overflow-wrap",
  "padding-bottom", "padding-left", "padding-right", "padding-top", "tab-size", "text-align", "text-indent",
  "text-rendering", "text-transform", "white-space", "word-break", "word-spacing", "writing-mode", "hyphens",
];

export class TextareaField {
  kind = "textarea";
  #mirror = null;
  #looks = "";
  #copy = document.createTextNode("");

  constructor(element) {
    this.element = element;
  }

  get text() {
    return this.element.value;
  }

  get quoted() {
    return this.text.split("\n").filter((line) => line.startsWith(">")).map((line) => line.replace(/^>\s?/, "")).join("\n");
  }

  get alive() {
    return this.element.isConnected && !this.element.disabled && !this.element.readOnly;
  }

  // The copy needs a place out of sight; the overlay's own tree offers one.
  mount(layer) {
    this.#mirror = document.createElement("div");
    this.#mirror.className = "mirror";
    this.#mirror.append(this.#copy);
    layer.append(this.#mirror);
  }

  unmount() {
    this.#mirror?.remove();
  }

  watch(onInput) {
    const watching = new AbortController();
    this.element.addEventListener("input", onInput, { signal: watching.signal });
    return () => watching.abort();
  }

  // Once a change has been measured, all passages share the same copy.
  measure() {
    const style = getComputedStyle(this.element);
    const values = [...COPIED.map((name) => style.getPropertyValue(name)), `${this.element.clientWidth}px`];
    // Setting what is set already would lay out a long draft again.
    if (values.join("|") !== this.#looks) {
      this.#looks = values.join("|");
      [...COPIED, "width"].forEach((name, index) => this.#mirror.style.setProperty(name, values[index]));
    }
    if (this.#copy.data !== this.text) this.#copy.data = this.text;
  }

  boxes(start, end) {
    const range = document.createRange();
    const length = this.#copy.data.length;
    range.setStart(this.#copy, Math.min(start, length));
    range.setEnd(this.#copy, Math.min(end, length));
    const from = this.#mirror.getBoundingClientRect();
    const to = insideOf(this.element);
    return [...range.getClientRects()].map((box) => ({
      left: to.left + (box.left - from.left - this.element.scrollLeft) * to.scale,
      top: to.top + (box.top - from.top - this.element.scrollTop) * to.scale,
      width: box.width * to.scale,
      height: box.height * to.scale,
    }));
  }

  view() {
    return insideOf(this.element);
  }

  canReplace() {
    return true;
  }

  async replace({ start, end, text }) {
    this.select(start, end);
    const wanted = this.text.slice(0, start) + text + this.text.slice(end);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (done && this.text === wanted) return true;
    if (this.text === wanted) return true;
    this.element.setRangeText(text, start, end, "end");
    this.element.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: text }));
    return this.text === wanted;
  }

  select(start, end = start) {
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(start, end);
  }

  caret() {
    return { start: this.element.selectionStart, end: this.element.selectionEnd };
  }

  reveal(start) {
    const [box] = this.boxes(start, start + 1);
    const view = this.view();
    if (box && (box.top < view.top || box.top + box.height > view.bottom)) {
      this.element.scrollTop += box.top - view.top - (view.bottom - view.top) / 3;
    }
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }
}
