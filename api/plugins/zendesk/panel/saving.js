// Asks once before a reply with a critical passage is saved. Saving again means: yes, as it is.
import { join, say } from "../../browser/extension/shared/words.js";

const WAIT_MS = 3000;
const SEPARATOR = /[\s,;]+/;

export function criticalOf(settings) {
  return new Set(String(settings.critical ?? "").split(SEPARATOR).filter(Boolean));
}

// What the settings name, where the service is sure enough to show it, and what caps by the house's rules.
export function criticalIn(assessment, named) {
  const isCritical = ({ id, polarity, tier }) => polarity === "-" && ((named.has(id) && tier === "inline") || id === assessment.capped_by);
  return assessment.behaviours.filter(isCritical);
}

const soon = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, null));

export class SaveQuestion {
  #read;
  #assess;
  #named;
  #onQuestion;
  #asked = null;

  constructor({ settings, read, assess, onQuestion }) {
    this.#read = read;
    this.#assess = assess;
    this.#named = criticalOf(settings);
    this.#onQuestion = onQuestion;
  }

  // Zendesk goes on with a promise that is kept and stops at one that is broken, whose words it shows.
  // Whoever cannot be asked in time, the service or the ticket, keeps nobody from saving.
  async answer() {
    const { note, ...draft } = await this.#read();
    if (note || !draft.reply || draft.reply === this.#asked) return true;
    const assessment = await Promise.race([this.#assess(draft), soon(WAIT_MS)]);
    if (!assessment || assessment.abstained) return true;
    const found = criticalIn(assessment, this.#named);
    if (!found.length) return true;
    this.#asked = draft.reply;
    this.#onQuestion(found);
    const passages = join(found.map(({ text }) => say("passage", { text })));
    throw say("save_question", { passages });
  }
}
