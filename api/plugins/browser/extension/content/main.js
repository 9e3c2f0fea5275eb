// Waits until somebody writes a reply, and sits down beside them.
import { api } from "../shared/api.js";
import { fieldAt } from "./fields.js";
import { isForReplies, recipeHere } from "./recipe.js";
import { tell } from "./scorer.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";

let session = null;
let arriving = null;

function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

async function sitDown(target) {
  const field = fieldAt(target);
  if (!field || field.element === session?.element || field.element === arriving) return;
  const recipe = recipeHere();
  if (!isForReplies(field.element, recipe)) return;
  arriving = field.element;
  const hello = await tell({ kind: "hello" });
  if (arriving !== field.element) return;
  arriving = null;
  if (hello.state === "off" || hello.state === "gone" || !field.alive) return;
  session?.end();
  begin(field, recipe, hello);
}

function begin(field, recipe, { rubric, wishes }) {
  const onEnd = () => {
    session = null;
  };
  session = new Session({ stage: new Stage(), field, recipe, rubric, wishes, onEnd });
}

async function settingsChanged() {
  const hello = await tell({ kind: "hello" });
  if (!session) return sitDown(focused());
  if (hello.state === "off" || hello.state === "gone") return session.end();
  return session.wish(hello.wishes);
}

function start() {
  document.addEventListener("focusin", (event) => sitDown(event.composedPath()[0]), { capture: true, passive: true });
  api.runtime.onMessage.addListener(({ kind }) => {
    if (kind === "open" && session && document.hasFocus()) session.toggle(true, { focus: true });
    if (kind === "changed") settingsChanged();
  });
  sitDown(focused());
}

// The worker starts this again in pages that have it already.
if (!globalThis.empathyCoachReads) {
  globalThis.empathyCoachReads = true;
  start();
}
