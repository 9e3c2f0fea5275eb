// One's own words, looked at before they are kept: only when asked for, for the writer alone.
import { make } from "../audits/elements.js";
import { talk } from "../boards.js";
import { say } from "../words.js";

function shown({ title, scope, private: forYou, levels, carried, carries, closing, whole }, { field, box }) {
  const parts = [make("h3", { text: title })];
  if (carries.length) {
    const items = carries.map((text) => make("li", { text }));
    parts.push(make("h4", { text: carried }), make("ul", { className: "carries" }, items));
  }
  if (levels.length) {
    const items = levels.map(({ dimension, name, level }) =>
      make("li", { "data-dimension": dimension, text: say("level_line", { dimension: name, level }) }),
    );
    parts.push(make("ul", { className: "levels" }, items));
  }
  parts.push(make("p", { text: closing }));
  if (whole !== null) {
    const use = make("button", { type: "button", className: "button quiet", text: say("take_over") });
    use.addEventListener("click", () => {
      field.value = whole;
      box.hidden = true;
      field.focus();
    });
    parts.push(use);
  }
  return [...parts, make("p", { className: "hint", text: `${scope} ${forYou}` })];
}

// `said` returns what the colleague wrote, where there is something to answer.
export function offerWords({ button, field, box, said }) {
  button.addEventListener("click", async () => {
    const text = field.value.trim();
    if (!text) return field.focus();
    button.disabled = true;
    const found = await talk("POST", "/v1/coaching/words", { text, said: said() || undefined });
    button.disabled = false;
    if (!found) return undefined;
    box.replaceChildren(...shown(found, { field, box }));
    box.hidden = false;
    return box.focus();
  });
  field.addEventListener("input", () => {
    box.hidden = true;
  });
}
