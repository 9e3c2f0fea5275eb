// A rich editor: read and measured where it stands, changed only through its own input events.
import { linear, placeOf, runsWithin } from "./linear.js";
import { insert } from "./insert.js";
import { insideOf } from "./inside.js";

const calm = (text) => text.replace(/\s+/g, " ").trim();

// Elements around a piece of text up to its block: equal signatures look equal.
function formatOf(node, root) {
  const chain = [];
  for (let at = node.parentElement; at && at !== root; at = at.parentElement) {
    if (!getComputedStyle(at).display.startsWith("inline")) break;
    chain.push(`${at.tagName}|${at.getAttribute("style") ?? ""}|${at.className}`);
  }
  return chain.join(">");
}

const isLink = (node, root) => root.contains(node.parentElement.closest("a[href]"));

export class RichField {
  kind = "rich";
  #read = null;

  constructor(element) {
    this.element = element;
  }

  get text() {
    return this.#linear().text;
  }

  get quoted() {
    return this.#linear().quoted.map((part) => part.innerText.trim()).join("\n");
  }

  get alive() {
    return this.element.isConnected && this.element.isContentEditable;
  }

  mount() {}

  unmount() {}

  watch(onInput) {
    const watcher = new MutationObserver(() => {
      this.#read = null;
      onInput();
    });
    watcher.observe(this.element, { childList: true, characterData: true, subtree: true });
    return () => watcher.disconnect();
  }

  measure() {}

  boxes(start, end) {
    const { runs } = this.#linear();
    return runsWithin(runs, start, end).flatMap((run) => {
      const range = document.createRange();
      range.setStart(run.node, run.from + Math.max(start, run.start) - run.start);
      range.setEnd(run.node, run.from + Math.min(end, run.end) - run.start);
      return [...range.getClientRects()].filter(({ width }) => width > 0);
    });
  }

  // Older editors make a whole frame editable: then the frame is the field.
  view() {
    if (this.element === document.body) return { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
    return insideOf(this.element);
  }

  // Words of one look can be replaced; across looks, links or inserted objects something is lost.
  canReplace({ start, end }) {
    const runs = runsWithin(this.#linear().runs, start, Math.max(end, start + 1));
    if (runs.some(({ fixed }) => fixed)) return false;
    if (end === start) return true;
    if (runs.some(({ node }) => isLink(node, this.element))) return false;
    return new Set(runs.map(({ node }) => formatOf(node, this.element))).size <= 1;
  }

  async replace({ start, end, text }) {
    const before = this.text;
    const wanted = calm(before.slice(0, start) + text + before.slice(end));
    return insert({
      text,
      select: () => this.select(start, end),
      selected: () => this.#isSelected(start, end),
      done: () => calm(this.#fresh()) === wanted,
      untouched: () => this.#fresh() === before,
      element: this.element,
    });
  }

  select(start, end = start) {
    this.element.focus({ preventScroll: true });
    const { runs } = this.#linear();
    const from = start === end ? placeOf(runs, start) : firstPlace(runs, start);
    const to = start === end ? from : placeOf(runs, end);
    const selection = document.getSelection();
    if (from && to) selection.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  }

  // Editors put the caret back where they believe it to be: ask before anything is typed.
  #isSelected(start, end) {
    const selection = document.getSelection();
    if (!selection.rangeCount) return false;
    const range = selection.getRangeAt(0);
    const { runs } = this.#linear();
    return same(range.startContainer, range.startOffset, firstPlace(runs, start)) && same(range.endContainer, range.endOffset, placeOf(runs, end));
  }

  caret() {
    const selection = document.getSelection();
    return { nodes: selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null };
  }

  reveal(start) {
    const place = firstPlace(this.#linear().runs, start);
    place?.node.parentElement?.scrollIntoView({ block: "nearest" });
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }

  #linear() {
    this.#read ??= linear(this.element);
    return this.#read;
  }

  #fresh() {
    this.#read = null;
    return this.text;
  }
}

// A selection begins with its first letter, not at the end of the line before.
function firstPlace(runs, start) {
  const [run] = runsWithin(runs, start, start + 1);
  return run ? { node: run.node, offset: run.from + start - run.start } : placeOf(runs, start);
}

// Two places are the same where no letter stands between them.
function same(node, offset, place) {
  if (!place) return true;
  const range = document.createRange();
  range.setStart(node, offset);
  range.setEnd(place.node, place.offset);
  const forward = range.toString();
  range.setStart(place.node, place.offset);
  range.setEnd(node, offset);
  return forward === "" && range.toString() === "";
}
