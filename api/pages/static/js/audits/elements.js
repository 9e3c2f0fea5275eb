// Small pieces of the page; every text goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, { className, text, ...attributes } = {}, children = []) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(text, onClick, label = text) {
  const element = make("button", { className: "button quiet", type: "button", text, "aria-label": label });
  element.addEventListener("click", onClick);
  return element;
}

// Offsets count code points; JavaScript counts UTF-16 units.
export function marked(text, marks) {
  const points = [...text];
  const parts = [];
  let done = 0;
  for (const mark of [...marks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (mark.start < done) continue;
    parts.push(points.slice(done, mark.start).join(""));
    const words = points.slice(mark.start, mark.end).join("");
    const polarity = mark.polarity === "+" ? "plus" : "minus";
    parts.push(make("mark", { text: words, title: mark.name, "data-dimension": mark.dimension, "data-polarity": polarity }));
    done = mark.end;
  }
  return [...parts, points.slice(done).join("")];
}
