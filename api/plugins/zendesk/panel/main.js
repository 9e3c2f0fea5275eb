// One ticket's panel: follows the reply, asks the service, shows what it says.
import { answerWith } from "./api.js";
import { copied } from "./copy.js";
import { SaveQuestion } from "./saving.js";
import { serviceOf } from "./service.js";
import { append, readTicket } from "./ticket.js";
import { View } from "./view.js";
import { editsOf } from "../../browser/extension/content/edits.js";
import { Scorer, tell } from "../../browser/extension/content/scorer.js";
import { say } from "../../browser/extension/shared/words.js";
import { passagesOf } from "../../../pages/static/js/passages.js";
import { mute, mutedBehaviours, unmuteAll } from "../../../pages/static/js/wishes.js";

const CHANGES = ["comment.text.changed", "comment.type.changed", "ticket.editor.targetChannel.changed", "ticket.conversation.changed", "app.activated", "pane.activated"];
const SIZES = { ticket_editor: { least: 100, most: 320 }, ticket_sidebar: { least: 120, most: 900 } };
const NOTHING = { assessment: null, passages: [], suggestions: [], stale: false, question: [] };
const EMPTY = { note: false, reply: "", customer: "", channel: "email" };

class Panel {
  #client;
  #location;
  #view;
  #scorer;
  #draft = EMPTY;
  #known = null;
  #turn = 0;
  #state;

  constructor(client, settings, location) {
    this.#client = client;
    this.#location = location;
    this.#view = new View(document.getElementById("panel"));
    this.#state = { ...NOTHING, rubric: null, quiet: Boolean(settings.quiet), notice: say("abstained_empty"), told: "" };
    this.#scorer = new Scorer({
      assessment: (assessment, draft) => this.#arrive(assessment, draft),
      suggestions: (suggestions, { reply }) => reply === this.#draft.reply && this.#render({ suggestions }),
      trouble: (kind) => this.#render({ notice: say(kind), stale: Boolean(this.#state.assessment) }),
    });
    this.#render({});
    new ResizeObserver(() => this.#resize()).observe(document.getElementById("panel"));
  }

  // Reading takes a moment: only the newest reading counts.
  async look() {
    this.#turn += 1;
    const turn = this.#turn;
    const draft = await readTicket(this.#client);
    if (turn !== this.#turn || JSON.stringify(draft) === JSON.stringify(this.#draft)) return;
    const same = draft.reply === this.#draft.reply;
    this.#draft = draft;
    if (draft.note || !draft.reply) {
      this.#scorer.cancel();
      this.#render({ ...NOTHING, told: "", notice: say(draft.note ? "note" : "abstained_empty") });
      return;
    }
    this.#ask(draft);
    this.#render({ suggestions: [], stale: Boolean(this.#state.assessment), question: [], ...(same ? {} : { told: this.#justPut(draft.reply) }) });
  }

  #ask({ reply, customer, channel }) {
    this.#scorer.later(() => ({ reply, customer, channel }));
  }

  async assess({ reply, customer, channel }) {
    if (this.#known?.reply === reply) return this.#known.assessment;
    const answer = await tell({ kind: "check", reply, customer, channel });
    return answer.state === "ok" ? answer.value : null;
  }

  ask(question) {
    this.#render({ question });
    this.#view.say(say("save_title"));
  }

  #justPut(reply) {
    return this.#state.put && reply.endsWith(this.#state.put) ? this.#state.told : "";
  }

  async #arrive(assessment, { reply }) {
    if (!this.#state.rubric) {
      const names = await tell({ kind: "names" });
      if (names.state === "ok") this.#state.rubric = names.value;
    }
    if (reply !== this.#draft.reply) return;
    this.#known = { reply, assessment };
    if (assessment.abstained) {
      this.#render({ ...NOTHING, notice: assessment.abstained_reason ?? say("unsure_hint") });
      return;
    }
    const passages = passagesOf(assessment, reply);
    this.#render({ assessment, passages, notice: "", stale: false });
  }

  // At the very end, where Zendesk lets an app write, the words are put in; elsewhere they are copied.
  #writes({ start, end }) {
    return start === end && start === this.#draft.reply.length;
  }

  async #apply(suggestion) {
    const [{ text }] = editsOf(suggestion, this.#draft.reply);
    const { channel } = this.#draft;
    await append(this.#client, text, channel);
    const { reply } = await readTicket(this.#client);
    if (!reply.includes(text.trim())) return this.#copy(suggestion);
    const told = say(channel === "chat" ? "applied_chat" : "applied_end");
    this.#render({ told, put: text.trim() });
    this.#view.say(told);
    return this.look();
  }

  async #copy({ edits }) {
    const words = edits.map(({ text }) => text.trim()).filter(Boolean).join("\n");
    const told = say((await copied(words)) ? "copied" : "copy_refused");
    this.#render({ told });
    this.#view.say(told);
  }

  // What an agent does not want to hear about stays in their browser, and travels with each request.
  #dismiss({ behaviour }) {
    mute(behaviour);
    this.#render({ suggestions: this.#state.suggestions.filter((entry) => entry.behaviour !== behaviour) });
    this.#view.focusOn(".card button, [data-act]");
  }

  #unmute() {
    unmuteAll();
    this.#render({});
    this.#view.focusOn("[data-group] button");
    this.#ask(this.#draft);
  }

  #render(changes) {
    Object.assign(this.#state, changes);
    this.#view.show({
      ...this.#state,
      reply: this.#draft.reply,
      muted: mutedBehaviours(),
      field: { canReplace: (edit) => this.#writes(edit) },
      on: {
        apply: (suggestion) => this.#apply(suggestion),
        copy: (suggestion) => this.#copy(suggestion),
        dismiss: (suggestion) => this.#dismiss(suggestion),
        unmute: () => this.#unmute(),
      },
    });
    this.#resize();
  }

  #resize() {
    const { least, most } = SIZES[this.#location] ?? SIZES.ticket_sidebar;
    const height = `${Math.min(most, Math.max(least, this.#view.height))}px`;
    if (height === this.#state.height) return;
    this.#state.height = height;
    this.#client.invoke("resize", { width: this.#location === "ticket_editor" ? "340px" : "100%", height });
  }
}

export async function start(client) {
  const [{ settings }, { location }] = await Promise.all([client.metadata(), client.context()]);
  answerWith(serviceOf(client, settings));
  const panel = new Panel(client, settings, location);
  for (const event of CHANGES) client.on(event, () => panel.look());
  // Both places may be open at once: the one beside the ticket asks, so that nobody is asked twice.
  if (settings.ask_before_save && location === "ticket_sidebar") {
    const read = () => readTicket(client);
    const question = new SaveQuestion({ settings, read, assess: (draft) => panel.assess(draft), onQuestion: (found) => panel.ask(found) });
    client.on("ticket.save", () => question.answer());
  }
  await panel.look();
}
