// The extension's own sentences, from _locales, in the browser's language.
import { api } from "./api.js";

// The browser has chosen among our languages: the service is asked for the same one.
export const language = api.i18n.getMessage("language");

const lists = new Intl.ListFormat(language, { type: "conjunction" });
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });

export const join = (items) => lists.format(items);
export const number = (value) => whole.format(value);

// Placeholders stand in braces, as on the service's own pages.
export function say(key, values = {}) {
  return api.i18n.getMessage(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
