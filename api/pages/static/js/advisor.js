// Asks for suggestions once the writing rests; without an answer there are simply none.
import { post } from "./service.js";

const REST_MS = 500;

export class Advisor {
  #onAdvice;
  #timer;
  #running;

  constructor({ onAdvice }) {
    this.#onAdvice = onAdvice;
  }

  later(draft, wish) {
    this.cancel();
    this.#timer = setTimeout(() => this.#ask(draft, wish), REST_MS);
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #ask({ reply, customer, channel }, { muted, quiet }) {
    const running = new AbortController();
    this.#running = running;
    try {
      const body = { reply, customer: customer || undefined, channel, muted, quiet };
      const response = await post("/v1/suggest", body, running.signal);
      if (!response.ok) return;
      const { suggestions } = await response.json();
      if (!running.signal.aborted) this.#onAdvice(suggestions, reply);
    } catch (error) {
      if (!running.signal.aborted && !(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    }
  }
}
