// The page's words, handed over by the server in the reader's language.

const page = document.getElementById("huddle");
const messages = JSON.parse(page.dataset.messages);

export const language = page.dataset.language;
export const labels = JSON.parse(page.dataset.labels);

export function say(key, values = {}) {
  return messages[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
