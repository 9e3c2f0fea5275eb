// Stands where the extension has the browser: the same sentences, and a way to the service.
import german from "../../browser/extension/_locales/de/messages.json" with { type: "json" };
import english from "../../browser/extension/_locales/en/messages.json" with { type: "json" };
import ownGerman from "./words.de.json" with { type: "json" };
import ownEnglish from "./words.en.json" with { type: "json" };

const sentences = document.documentElement.lang === "de" ? { ...german, ...ownGerman } : { ...english, ...ownEnglish };
const service = { answer: async () => ({ state: "setup" }) };

export function answerWith(answer) {
  service.answer = answer;
}

export const api = {
  i18n: { getMessage: (key) => sentences[key].message },
  runtime: { id: "zendesk", sendMessage: (message) => service.answer(message) },
};
