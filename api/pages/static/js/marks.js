// Links a passage in the reply with its entry in the list: one pointed at or focused lights both.
import { Tip } from "./tip.js";
import { rubric, say } from "./words.js";

const byId = (id) => document.getElementById(id);

function entryOf({ id, dimension }) {
  const { name, reason, source } = rubric.behaviours[id];
  return { dimension, name, reason, source: say("source", { source }) };
}

export function watchMarks({ editor, field, list }) {
  const onHide = () => light(null);
  const tip = new Tip({ box: byId("tip"), entry: byId("tip-entry"), onLeave: leave, onHide });
  const showNow = (...shown) => tip.show(...shown);
  const showSoon = (...shown) => tip.showSoon(...shown);
  let hovered = null;

  // A slot needs no reason; a passage that was just edited away has none any more.
  const entriesOf = (keys) => keys.map((key) => editor.passage(key)).filter((mark) => mark?.id).map(entryOf);

  function light(key) {
    editor.activate(key);
    for (const button of list.querySelectorAll("button")) {
      button.toggleAttribute("data-active", key !== null && button.dataset.key === key);
    }
  }

  function openInText({ clientX, clientY }) {
    const keys = editor.keysAt(clientX, clientY);
    if (!keys.length) return leave();
    const line = editor.boxes(keys[0]).findIndex(({ bottom }) => clientY <= bottom);
    light(keys[0]);
    const entries = entriesOf(keys);
    return entries.length ? tip.show(entries, () => editor.boxes(keys[0])[line]) : undefined;
  }

  function openInList(button, show) {
    const { key } = button.dataset;
    light(key);
    editor.reveal(key);
    const entries = entriesOf([key]);
    if (entries.length) show(entries, () => button.getBoundingClientRect());
  }

  // Where the keyboard stands outlasts the mouse: scrolling may pull a mark from under the pointer.
  function leave() {
    const focused = list.querySelector("button:focus");
    if (!focused) tip.hideSoon();
    else if (tip.open) openInList(focused, showNow);
  }

  function hover(button) {
    if (button === hovered) return;
    hovered = button;
    if (button) openInList(button, showSoon);
    else leave();
  }

  field.addEventListener("pointermove", openInText);
  field.addEventListener("pointerleave", leave);
  list.addEventListener("pointermove", ({ target }) => hover(target.closest("button")));
  list.addEventListener("pointerleave", () => hover(null));
  list.addEventListener("focusin", ({ target }) => openInList(target, showNow));
  list.addEventListener("focusout", () => tip.hide());
  list.addEventListener("click", ({ target, pointerType }) => {
    const button = target.closest("button");
    if (button && pointerType !== "touch") editor.select(button.dataset.key);
  });

  return { close: () => tip.hide() };
}
