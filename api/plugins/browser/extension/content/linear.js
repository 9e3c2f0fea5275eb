// A rich editor's text as one string, with the way back from each offset to its place in the page.

const BLOCK = /^(block|flex|grid|list-item|table|table-row|flow-root)/;
const UNSEEN = /[\u200b\u2060\ufeff]/;
const QUOTE = "blockquote, .gmail_quote, .gmail_signature, #divRplyFwdMsg, #appendonsend, [data-quoted]";
const SKIPPED = "script, style, template, button, select, [aria-hidden='true'], .ck-widget__type-around, .ql-ui";

class Builder {
  text = "";
  runs = [];
  quoted = [];
  #breaks = 0;
  #pendingSpace = null;

  block() {
    this.#pendingSpace = null;
    if (this.text && this.#breaks === 0) this.#breaks = 1;
  }

  line() {
    this.#pendingSpace = null;
    this.#breaks += 1;
  }

  node(node, { keeps, fixed }) {
    const { data } = node;
    for (let at = 0; at < data.length; at += 1) {
      const letter = data[at];
      if (UNSEEN.test(letter)) continue;
      if (!keeps && /[ \t\r\n]/.test(letter)) {
        if (this.text && this.#breaks === 0 && !this.text.endsWith(" ")) this.#pendingSpace ??= { node, at, fixed };
        continue;
      }
      if (letter === "\n") {
        this.#flush();
        this.#letter("\n", node, at, fixed);
        continue;
      }
      this.#flush();
      this.#letter(letter === "\u00a0" ? " " : letter, node, at, fixed);
    }
  }

  #flush() {
    if (this.#breaks) this.text += "\n".repeat(this.text ? this.#breaks : 0);
    this.#breaks = 0;
    if (this.#pendingSpace) {
      const { node, at, fixed } = this.#pendingSpace;
      this.#pendingSpace = null;
      this.#letter(" ", node, at, fixed);
    }
  }

  #letter(letter, node, at, fixed) {
    const last = this.runs.at(-1);
    const start = this.text.length;
    if (last?.node === node && last.end === start && last.from + (last.end - last.start) === at) last.end += 1;
    else this.runs.push({ node, from: at, start, end: start + 1, fixed });
    this.text += letter;
  }
}

function visit(parent, builder, state) {
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) builder.node(node, state);
    else if (node.nodeType === Node.ELEMENT_NODE) visitElement(node, builder, state);
  }
}

function visitElement(element, builder, state) {
  if (element.matches(SKIPPED)) return;
  if (element.matches(QUOTE)) {
    builder.block();
    builder.quoted.push(element);
    return;
  }
  if (element.tagName === "BR") {
    if (element.nextSibling || !isBlock(element.parentElement)) builder.line();
    return;
  }
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden") return;
  const block = BLOCK.test(style.display);
  if (block) builder.block();
  const empty = block && !element.textContent.trim() && element.querySelector("br") && !element.querySelector("p, div, li");
  if (empty) builder.line();
  else visit(element, builder, stateOf(element, style, state));
  if (block) builder.block();
}

function stateOf(element, style, { fixed }) {
  const keeps = /pre|break-spaces/.test(style.whiteSpace);
  return { keeps, fixed: fixed || element.getAttribute("contenteditable") === "false" };
}

function isBlock(element) {
  return BLOCK.test(getComputedStyle(element).display);
}

// `text` for scoring; `runs` tie its parts to text nodes; `quoted` are left out as not the agent's.
export function linear(root) {
  const builder = new Builder();
  visit(root, builder, stateOf(root, getComputedStyle(root), { fixed: false }));
  return { text: builder.text, runs: builder.runs, quoted: builder.quoted };
}

export function runsWithin(runs, start, end) {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].end <= start) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let at = low; at < runs.length && runs[at].start < end; at += 1) found.push(runs[at]);
  return found;
}

// The page's place of an offset; at a seam, the end of what comes before.
export function placeOf(runs, offset) {
  const before = runs.findLast((run) => run.end <= offset);
  const around = runs.find((run) => run.start <= offset && offset < run.end);
  if (around && (around.start < offset || !before || before.end < offset)) {
    return { node: around.node, offset: around.from + offset - around.start };
  }
  if (before && before.end === offset) return { node: before.node, offset: before.from + before.end - before.start };
  const next = around ?? runs.find((run) => run.start >= offset) ?? before;
  return next ? { node: next.node, offset: next === before ? next.from + next.end - next.start : next.from } : null;
}
