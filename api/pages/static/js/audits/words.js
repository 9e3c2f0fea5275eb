// The words and numbers of the page, handed over by the server in the reader's language.

const page = document.getElementById("audits");
const messages = JSON.parse(page.dataset.messages);

export const language = page.dataset.language;
export const dimensions = JSON.parse(page.dataset.rubric);

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

export const number = (value) => whole.format(value);
export const day = (text) => days.format(new Date(text));

// `{n?reply|replies}` follows a number.
export function say(key, values = {}) {
  return messages[key]
    .replace(/\{(\w+)\?([^{}|]*)\|([^{}|]*)\}/g, (_, name, one, many) => (String(values[name]) === "1" ? one : many))
    .replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
