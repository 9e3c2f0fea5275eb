// The page's own words, handed over by the server in the reader's language.

export const desk = document.getElementById("desk");
const messages = JSON.parse(desk.dataset.messages);

export const language = desk.dataset.language;
export const limit = Number(desk.dataset.limit);
export const rubric = JSON.parse(desk.dataset.rubric);

const lists = new Intl.ListFormat(language, { type: "conjunction" });
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

export const join = (items) => lists.format(items);
export const number = (value) => whole.format(value);
export const dimensionName = (id) => rubric.dimensions[id];

export function say(key, values = {}) {
  return messages[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
