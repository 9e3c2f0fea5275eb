// The suggestions of the writing page: asked for, used, taken back, kept away.
import { Advisor } from "./advisor.js";
import { applied, showCards, showMuted, tidy } from "./cards.js";
import { post } from "./service.js";
import { isQuiet, mute, mutedBehaviours, setQuiet, unmuteAll } from "./wishes.js";
import { desk } from "./words.js";

const byId = (id) => document.getElementById(id);
const chunks = (text) => text.split(/\{[^{}]+\}/).map((part) => part.trim()).filter(Boolean);

export class Suggestions {
  #advisor;
  #editor;
  #onChange;
  #onShown;
  #shown = { reply: "", suggestions: [] };
  #used = null;

  constructor({ editor, onChange, onShown }) {
    this.#editor = editor;
    this.#onChange = onChange;
    this.#onShown = onShown;
    this.#advisor = new Advisor({ onAdvice: (...advice) => this.#show(...advice) });
    byId("cards").addEventListener("click", (event) => this.#clicked(event));
    byId("take-back").addEventListener("click", () => this.#takeBack());
    byId("unmute").addEventListener("click", () => this.#unmute());
    byId("quiet").addEventListener("click", () => this.#switchQuiet());
    this.#showQuiet();
    showMuted(mutedBehaviours());
    tidy();
  }

  ask(draft) {
    this.#advisor.later(draft, { muted: mutedBehaviours(), quiet: isQuiet() });
  }

  // The text has moved on: cards made for the old one go.
  clear() {
    this.#advisor.cancel();
    this.#show([], "");
  }

  // Whoever writes on has accepted what was done, perhaps in words of their own.
  written() {
    if (!this.#used) return;
    byId("applied").hidden = true;
    const { source, words } = this.#used;
    if (words.every((part) => this.#editor.text.includes(part))) return;
    this.#used = null;
    report(source, "edited");
  }

  #show(suggestions, reply) {
    this.#shown = { reply, suggestions };
    showCards(suggestions, reply);
    tidy();
    if (suggestions.length) this.#onShown(suggestions.length);
  }

  #clicked({ target }) {
    const id = target.closest(".card")?.dataset.id;
    const suggestion = this.#shown.suggestions.find((entry) => entry.id === id);
    if (!suggestion) return;
    if (target.closest(".card-apply")) this.#use(suggestion);
    else if (target.closest(".card-dismiss")) this.#dismiss(suggestion);
  }

  #use({ edits, source }) {
    const before = this.#editor.text;
    const words = edits.flatMap(({ text }) => chunks(text));
    this.#used = { before, source, words };
    report(source, "accepted");
    this.#replace(applied(this.#shown.reply, edits));
    byId("applied").hidden = false;
    tidy();
    byId("take-back").focus();
  }

  #takeBack() {
    const { before, source } = this.#used;
    this.#used = null;
    byId("applied").hidden = true;
    report(source, "dismissed");
    this.#replace(before);
    byId("reply").focus();
  }

  #replace(text) {
    this.#editor.text = text;
    this.#onChange();
  }

  #dismiss({ behaviour, source }) {
    mute(behaviour);
    report(source, "dismissed");
    this.#wishChanged();
    byId("suggestions-title").focus();
  }

  #unmute() {
    unmuteAll();
    this.#wishChanged();
    byId("reply").focus();
  }

  #switchQuiet() {
    setQuiet(!isQuiet());
    this.#showQuiet();
    this.#onChange();
  }

  #showQuiet() {
    byId("quiet").setAttribute("aria-checked", String(isQuiet()));
    byId("results").toggleAttribute("data-quiet", isQuiet());
  }

  #wishChanged() {
    showMuted(mutedBehaviours());
    this.#onChange();
  }
}

// Counts by source alone, and only where the house has switched them on.
function report(source, action) {
  if (!("feedback" in desk.dataset)) return;
  post("/v1/feedback", { source, action }).catch(() => undefined);
}
