// Asks the service for an assessment: waits for a pause, drops what is stale, tries again calmly.
import { countPoints } from "./passages.js";
import { post } from "./service.js";

const PAUSE_MS = 300;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30000;
const TROUBLES = new Map([[401, "token"], [403, "token"], [413, "too_long"], [429, "busy"]]);

function troubleOf(status) {
  return TROUBLES.get(status) ?? (status >= 500 ? "offline" : "refused");
}

function ask({ reply, customer, channel }, signal) {
  return post("/v1/score", { reply, customer: customer || undefined, channel }, signal);
}

export class Scorer {
  #limit;
  #onAssessment;
  #onTrouble;
  #timer;
  #running;
  #retry = FIRST_RETRY_MS;

  constructor({ limit, onAssessment, onTrouble }) {
    this.#limit = limit;
    this.#onAssessment = onAssessment;
    this.#onTrouble = onTrouble;
  }

  later(draft, wait = PAUSE_MS) {
    this.cancel();
    this.#timer = setTimeout(() => this.#ask(draft), wait);
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #ask(draft) {
    const count = Math.max(countPoints(draft.reply), countPoints(draft.customer));
    if (count > this.#limit) return this.#onTrouble({ kind: "too_long", count });
    const running = new AbortController();
    this.#running = running;
    try {
      const response = await ask(draft, running.signal);
      if (!response.ok) return this.#stumble(draft, response);
      const assessment = await response.json();
      this.#retry = FIRST_RETRY_MS;
      return this.#onAssessment(assessment, draft);
    } catch (error) {
      if (running.signal.aborted) return undefined;
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      return this.#tryAgain(draft, "offline");
    }
  }

  #stumble(draft, response) {
    const kind = troubleOf(response.status);
    if (kind === "offline" || kind === "busy") {
      return this.#tryAgain(draft, kind, Number(response.headers.get("retry-after")) * 1000);
    }
    return this.#onTrouble({ kind, count: countPoints(draft.reply) });
  }

  #tryAgain(draft, kind, asked = 0) {
    this.#onTrouble({ kind });
    this.later(draft, Math.max(this.#retry, asked));
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
  }
}
