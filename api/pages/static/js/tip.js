// The reason beside a passage: opens on hover and focus, stays while pointed at, closes on Escape.

const GAP = 8;
const DWELL_MS = 350;
const LINGER_MS = 160;

export class Tip {
  #box;
  #entry;
  #timer;
  #leaving = false;
  #anchor;
  #onHide;

  constructor({ box, entry, onLeave, onHide }) {
    this.#box = box;
    this.#entry = entry;
    this.#onHide = onHide;
    box.addEventListener("pointerenter", () => this.#stopWaiting());
    box.addEventListener("pointerleave", onLeave);
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    window.addEventListener("resize", () => this.hide());
    window.addEventListener("scroll", () => this.#place(), { capture: true, passive: true });
  }

  get open() {
    return !this.#box.hidden;
  }

  // `anchor` returns the box to stand beside; it is asked again whenever something scrolls.
  showSoon(entries, anchor) {
    this.#wait(() => this.show(entries, anchor), DWELL_MS);
  }

  show(entries, anchor) {
    this.#stopWaiting();
    this.#box.replaceChildren(...entries.map((entry) => this.#fill(entry)));
    this.#box.hidden = false;
    this.#anchor = anchor;
    this.#place();
  }

  hideSoon() {
    if (!this.#leaving) this.#wait(() => this.hide(), LINGER_MS);
    this.#leaving = true;
  }

  hide() {
    this.#stopWaiting();
    this.#box.hidden = true;
    this.#onHide();
  }

  #wait(act, milliseconds) {
    this.#stopWaiting();
    this.#timer = setTimeout(act, milliseconds);
  }

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#leaving = false;
  }

  #fill({ dimension, name, reason, source }) {
    const node = this.#entry.content.firstElementChild.cloneNode(true);
    node.dataset.dimension = dimension;
    node.querySelector(".tip-name").textContent = name;
    node.querySelector(".tip-reason").textContent = reason;
    node.querySelector(".tip-source").textContent = source;
    return node;
  }

  #place() {
    const anchor = this.open ? this.#anchor() : null;
    if (!anchor) return;
    const { width, height } = this.#box.getBoundingClientRect();
    const below = anchor.bottom + GAP;
    const fits = below + height <= window.innerHeight - GAP;
    const top = fits ? below : Math.max(GAP, anchor.top - GAP - height);
    const left = Math.max(GAP, Math.min(anchor.left, window.innerWidth - width - GAP));
    this.#box.style.top = `${top}px`;
    this.#box.style.left = `${left}px`;
  }
}
