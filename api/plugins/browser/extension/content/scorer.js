// Asks for assessment and suggestions: waits for a pause, drops what is stale, tries again calmly.
import { api } from "../shared/api.js";

const PAUSE_MS = 300;
const REST_MS = 500;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;
const PASSING = new Set(["offline", "busy"]);

// After an update of the extension this script is an orphan: nobody answers it any more.
export async function tell(message) {
  try {
    return (await api.runtime.sendMessage(message)) ?? { state: "gone" };
  } catch (error) {
    if (api.runtime?.id) return { state: "offline", error };
    return { state: "gone" };
  }
}

export class Scorer {
  #timer;
  #retry = FIRST_RETRY_MS;
  #turn = 0;
  #waiting = false;
  #on;

  constructor(on) {
    this.#on = on;
  }

  later(read, wait = PAUSE_MS) {
    this.cancel();
    this.#timer = setTimeout(() => this.#score(read), wait);
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (this.#waiting) tell({ kind: "cancel" });
    this.#waiting = false;
  }

  async #score(read) {
    const turn = this.#turn;
    const draft = read();
    const answer = await this.#ask({ kind: "score", ...draft });
    if (turn !== this.#turn || answer.state === "stale") return;
    if (answer.state !== "ok") return this.#stumble(answer, read);
    this.#retry = FIRST_RETRY_MS;
    this.#on.assessment(answer.value, draft);
    if (!answer.value.abstained) this.#timer = setTimeout(() => this.#suggest(draft, turn), REST_MS);
  }

  // Without an answer there are simply no suggestions yet.
  async #suggest(draft, turn) {
    if (turn !== this.#turn) return;
    const answer = await this.#ask({ kind: "suggest", ...draft });
    if (turn !== this.#turn) return;
    if (answer.state === "ok") {
      this.#retry = FIRST_RETRY_MS;
      this.#on.suggestions(answer.value.suggestions, draft);
    } else if (PASSING.has(answer.state)) {
      this.#timer = setTimeout(() => this.#suggest(draft, turn), this.#patience(answer));
    }
  }

  async #ask(message) {
    this.#waiting = true;
    try {
      return await tell(message);
    } finally {
      this.#waiting = false;
    }
  }

  #stumble(answer, read) {
    this.#on.trouble(answer.state);
    if (!PASSING.has(answer.state)) return;
    this.later(read, this.#patience(answer));
  }

  // Longer each time, and never sooner than the service asks for.
  #patience({ wait = 0 }) {
    const patience = Math.max(this.#retry, wait);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
    return patience;
  }
}
