// Where messages come from: the bank, or customers' redacted messages of an audit of the house.
import { send } from "../service.js";
import { recall, remember } from "../storage.js";
import { language, number, say } from "../words.js";

const KEY = "practice-source";
const byId = (id) => document.getElementById(id);
const locale = language === "en" ? "en-GB" : language;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

function optionOf({ audit, finished, messages }) {
  const count = number(messages);
  const words = finished ? say("source_audit", { day: day.format(new Date(finished)), count }) : say("source_undated", { count });
  return new Option(words, audit);
}

// Without an answer there is the bank; why there is none, the next question will say.
async function sources() {
  try {
    const response = await send("GET", `/v1/practice/sources?language=${language}`);
    return response.ok ? (await response.json()).sources : [];
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return [];
  }
}

export async function offerSources() {
  const found = await sources();
  const [bank] = byId("source").options;
  byId("source").replaceChildren(bank, ...found.map(optionOf));
  byId("source-row").hidden = found.length === 0;
  const kept = recall("localStorage", KEY) ?? "";
  byId("source").value = found.some(({ audit }) => audit === kept) ? kept : "";
}

export const chosenAudit = () => byId("source").value || undefined;

export function watchSource(changed) {
  byId("source").addEventListener("change", () => {
    remember("localStorage", KEY, byId("source").value);
    changed();
  });
}
