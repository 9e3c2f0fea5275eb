// Links a passage in the reply with its entry in the list: one pointed at or focused lights both.
import { Tip } from "./tip.js";
import { rubric, say } from "./words.js";

const byId = (id) => document.getElementById(id);

function entryOf({ id, dimension }) {
  const { name, reason, source } = rubric.behaviours[id];
  return { dimension, name, reason, source: say("source", { source }) };
}

export function watchMarks({ editor, field, list }) {
  const tip = new Tip({ box: byId("tip"), entry: byId("tip-entry"), onHide: () => light(null) });
  const entriesOf = (keys) => keys.map((key) => editor.passage(key)).filter(({ id }) => id).map(entryOf);

  function light(key) {
    editor.activate(key);
    for (const button of list.querySelectorAll("button")) {
      button.toggleAttribute("data-active", key !== null && button.dataset.key === key);
    }
  }

  function openInText({ clientX, clientY }) {
    const keys = editor.keysAt(clientX, clientY);
    if (!keys.length) return tip.hideSoon();
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

  field.addEventListener("pointermove", openInText);
  field.addEventListener("pointerleave", () => tip.hideSoon());
  list.addEventListener("focusin", ({ target }) => openInList(target, (...shown) => tip.show(...shown)));
  list.addEventListener("focusout", () => tip.hide());
  list.addEventListener("pointerover", ({ target, relatedTarget }) => {
    const button = target.closest("button");
    if (button && !button.contains(relatedTarget)) openInList(button, (...shown) => tip.showSoon(...shown));
  });
  list.addEventListener("pointerout", () => tip.hideSoon());
  list.addEventListener("click", ({ target, pointerType }) => {
    const button = target.closest("button");
    if (button && pointerType !== "touch") editor.select(button.dataset.key);
  });

  return { close: () => tip.hide() };
}
