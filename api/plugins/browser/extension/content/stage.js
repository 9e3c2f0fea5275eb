// The extension's own place in the page: one element with a closed tree that the page cannot read.
import tokens from "../../../../pages/static/css/tokens.css" with { type: "text" };
import sheet from "./stage.css" with { type: "text" };
import { make } from "./element.js";

const LIGHT_ENOUGH = 0.5;
const HOST = {
  all: "initial",
  position: "fixed",
  inset: "0",
  width: "0",
  height: "0",
  overflow: "visible",
  "z-index": "2147483647",
  "pointer-events": "none",
};

const ofHost = (css) => css.replace(/:root(\[[^\]]+\])?/g, (_, part) => (part ? `:host(${part})` : ":host"));

function styled(root) {
  const style = new CSSStyleSheet();
  style.replaceSync(ofHost(tokens) + sheet);
  root.adoptedStyleSheets = [style];
}

// The brightness of what lies behind an element decides, not the system: a page may be either.
function isDark(element) {
  for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
    const [red, green, blue, alpha = 1] = getComputedStyle(at).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha > 0.5) return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 < LIGHT_ENOUGH;
  }
  return getComputedStyle(document.documentElement).colorScheme === "dark";
}

export class Stage {
  #tree;

  constructor() {
    this.host = make("div", { style: HOST });
    this.#tree = this.host.attachShadow({ mode: "closed" });
    styled(this.#tree);
    this.root = make("div", { class: "stage" });
    this.#tree.append(this.root);
    for (const name of ["keydown", "keyup", "keypress", "input", "click", "mousedown", "mouseup", "pointerdown"]) {
      // The page's shortcuts have no business with what is typed or clicked in here.
      this.root.addEventListener(name, (event) => event.stopPropagation());
    }
  }

  // Modal dialogs lie above everything else: then the stage has to lie in them.
  stand(beside) {
    const parent = beside.closest("dialog[open], [popover]:popover-open") ?? document.documentElement;
    if (this.host.parentNode !== parent) parent.append(this.host);
    const theme = isDark(beside) ? "dark" : "light";
    this.host.dataset.theme = theme;
    this.root.dataset.theme = theme;
  }

  leave() {
    this.host.remove();
  }

  get focused() {
    return this.#tree.activeElement;
  }
}
