// One reply box with all that belongs to it, from the first letter to the last.
import { Badge } from "./badge.js";
import { Card } from "./card.js";
import { customerMessage } from "./conversation.js";
import { edited, editsOf, inverse } from "./edits.js";
import { Hover } from "./hover.js";
import { Overlay } from "./overlay.js";
import { Scorer, tell } from "./scorer.js";
import { passagesOf, rebase, withLanes } from "../../../../pages/static/js/passages.js";
import { say } from "../shared/words.js";

const LOOK_MS = 250;
const polarity = ({ kind }) => (kind === "strengths" ? "plus" : "minus");

export class Session {
  #parts;
  #text = "";
  #state = { passages: [], suggestions: [], assessment: null, applied: null, stale: false, notice: "" };
  #undo = null;
  #frame = 0;
  #caret = null;
  #stopWatching;
  #looking;
  #listening = new AbortController();

  constructor({ stage, field, recipe, rubric, wishes, onEnd }) {
    field.mount(stage.root);
    stage.stand(field.element);
    const overlay = new Overlay(stage, field);
    const badge = new Badge(stage, () => this.toggle());
    const card = new Card(stage, this.#actions());
    const scorer = new Scorer({
      assessment: (assessment, draft) => this.#arrive(assessment, draft),
      suggestions: (suggestions, draft) => this.#advise(suggestions, draft),
      trouble: (kind) => this.#stumble(kind),
    });
    this.#parts = { stage, field, recipe, rubric, wishes, onEnd, overlay, badge, card, scorer };
    const open = () => this.toggle(true, { focus: false });
    this.#parts.hover = new Hover({ stage, field, overlay, entry: (key) => this.#entry(key), open });
    this.#stopWatching = field.watch(() => this.#written());
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    const follow = { capture: true, passive: true, signal: this.#listening.signal };
    for (const name of ["scroll", "resize"]) window.addEventListener(name, () => this.#follow(), follow);
    window.visualViewport?.addEventListener("resize", () => this.#follow(), follow);
    new ResizeObserver((_, observer) => (this.#listening.signal.aborted ? observer.disconnect() : this.#follow())).observe(field.element);
    this.#text = field.text;
    this.#score();
    this.#follow();
  }

  get element() {
    return this.#parts.field.element;
  }

  toggle(open = !this.#parts.card.open, { focus = false } = {}) {
    const { card, badge, field } = this.#parts;
    if (open && !card.open) this.#caret = field.caret();
    card.toggle(open);
    this.#render();
    if (open && focus) card.focus();
    badge.expanded(open);
    if (!open) this.#parts.overlay.activate(null);
    this.#follow();
  }

  // Whatever changed in the settings may be the address or the token that was missing.
  wish(wishes) {
    if (JSON.stringify(wishes) === JSON.stringify(this.#parts.wishes) && this.#state.assessment) return;
    this.#parts.wishes = wishes;
    this.#score(0);
  }

  end() {
    const { stage, field, overlay, badge, card, scorer, hover, onEnd } = this.#parts;
    scorer.cancel();
    clearInterval(this.#looking);
    cancelAnimationFrame(this.#frame);
    this.#stopWatching();
    this.#listening.abort();
    for (const part of [overlay, badge, card, hover]) part.remove();
    field.unmount();
    stage.leave();
    onEnd();
  }

  #actions() {
    return {
      close: () => this.#close(),
      point: (key) => this.#parts.overlay.activate(key),
      choose: (key) => this.#choose(key),
      apply: (suggestion) => this.#apply(suggestion),
      copy: (suggestion) => this.#copy(suggestion),
      undo: () => this.#takeBack(),
      dismiss: ({ behaviour }) => tell({ kind: "mute", behaviour }),
      unmute: () => tell({ kind: "unmute" }),
      quiet: () => tell({ kind: "quiet", quiet: !this.#parts.wishes.quiet }),
      settings: () => tell({ kind: "settings" }),
    };
  }

  // Whatever has moved, faded or gone without telling anybody is noticed within a moment.
  #look() {
    const { field, stage } = this.#parts;
    if (!field.alive || !field.element.checkVisibility()) return this.end();
    if (!stage.host.isConnected) stage.stand(field.element);
    return this.#follow();
  }

  #follow() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const { overlay, badge, card, field, hover } = this.#parts;
      field.measure();
      overlay.draw();
      badge.place(overlay.view);
      card.place(badge.box);
      hover.place();
    });
  }

  #written() {
    const { field, overlay, badge } = this.#parts;
    const text = field.text;
    if (text === this.#text) return this.#follow();
    const passages = rebase(this.#state.passages, this.#text, text);
    if (!this.#undo || this.#undo.after !== text) this.#state.applied = null;
    Object.assign(this.#state, { passages, suggestions: [], stale: Boolean(this.#state.assessment) });
    this.#text = text;
    overlay.show(passages);
    badge.stale();
    return this.#score();
  }

  #score(wait) {
    const { scorer, badge, overlay } = this.#parts;
    if (this.#text.trim()) scorer.later(() => this.#draft(), wait);
    else {
      scorer.cancel();
      Object.assign(this.#state, { passages: [], suggestions: [], assessment: null, notice: say("abstained_empty") });
      overlay.show([]);
      badge.wait();
    }
    this.#render();
  }

  #draft() {
    const { field, recipe } = this.#parts;
    return { reply: this.#text, customer: customerMessage(recipe, field.element, field.quoted), channel: recipe.channel };
  }

  async #arrive(assessment, { reply }) {
    // The service may have been away when this began.
    this.#parts.rubric ??= (await tell({ kind: "hello" })).rubric;
    if (reply !== this.#text || !this.#parts.rubric) return;
    const { badge, overlay, rubric, wishes } = this.#parts;
    if (assessment.abstained) {
      const notice = assessment.abstained_reason ?? say("unsure_hint");
      Object.assign(this.#state, { assessment: null, passages: [], notice, stale: false });
      badge.showAbstained(notice);
    } else {
      const found = passagesOf(assessment, reply)
        .filter(({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start < end)
        .filter(({ kind }) => !wishes.quiet || kind !== "strengths")
        .map((passage) => ({ ...passage, polarity: polarity(passage) }));
      Object.assign(this.#state, { assessment, passages: withLanes(found), notice: "", stale: false });
      badge.showAssessment(assessment, rubric);
    }
    overlay.show(this.#state.passages);
    this.#render();
    this.#follow();
  }

  #advise(suggestions, { reply }) {
    if (reply !== this.#text) return;
    this.#state.suggestions = suggestions;
    this.#render();
    this.#follow();
  }

  #stumble(kind) {
    if (kind === "gone" || kind === "off") return this.end();
    this.#state.notice = say(kind);
    this.#parts.badge.showTrouble(kind);
    return this.#render();
  }

  #render() {
    const { card, rubric, wishes, field } = this.#parts;
    if (!card.open) return;
    card.show({ ...this.#state, rubric, wishes, field, reply: this.#text });
  }

  #entry(key) {
    const passage = this.#state.passages.find((one) => one.key === key);
    const mark = this.#state.assessment?.behaviours.find(({ id }) => id === passage?.id);
    return mark ? { dimension: mark.dimension, name: mark.name, reason: mark.reason, source: say("source", { source: mark.source.short }) } : null;
  }

  #choose(key) {
    const passage = this.#state.passages.find((one) => one.key === key);
    if (!passage) return;
    this.#parts.field.reveal(passage.start);
    this.#parts.field.select(passage.start, passage.end);
    this.#follow();
  }

  async #apply(suggestion) {
    const edits = editsOf(suggestion, this.#text);
    const before = this.#text;
    const after = edited(before, edits);
    this.#undo = { edits: inverse(edits, before), after, before };
    if (!(await this.#replace(edits))) return this.#copy(suggestion);
    return this.#applied(say("applied"), true);
  }

  async #replace(edits) {
    for (const edit of edits) {
      if (!(await this.#parts.field.replace(edit))) return false;
    }
    return true;
  }

  async #takeBack() {
    const { edits } = this.#undo;
    this.#undo = null;
    this.#state.applied = null;
    await this.#replace(edits);
    this.#parts.field.focus();
  }

  async #copy(suggestion) {
    this.#undo = null;
    const words = suggestion.edits.map(({ text }) => text.trim()).filter(Boolean).join("\n");
    try {
      await navigator.clipboard.writeText(words);
      this.#applied(say("copied"), false);
    } catch (error) {
      if (error.name !== "NotAllowedError") throw error;
      this.#applied(say("copy_refused"), false);
    }
  }

  #applied(words, undo) {
    const { card } = this.#parts;
    if (undo) this.#undo.after = this.#parts.field.text;
    this.#state.applied = { words, undo };
    this.#render();
    card.say(words);
    if (card.open && undo) card.focusOn(".take-back");
  }

  #close() {
    this.toggle(false);
    const { field } = this.#parts;
    field.focus();
    if (field.kind === "textarea") field.select(this.#caret.start, this.#caret.end);
    else if (this.#caret?.nodes) restore(this.#caret.nodes);
  }
}

// Typing since has moved the range along with its nodes, as ranges do.
function restore(range) {
  if (!range.startContainer.isConnected) return;
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
