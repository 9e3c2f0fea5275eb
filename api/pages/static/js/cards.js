// Suggestions as cards: what it does for the customer, the words, their number, and only then points.
import { changeOf, gainOf, wordsOf } from "./change.js";
import { utf16Starts } from "./passages.js";
import { join, rubric, say } from "./words.js";

const byId = (id) => document.getElementById(id);

function cardOf(suggestion, reply, starts) {
  const item = byId("card").content.firstElementChild.cloneNode(true);
  const { reason, name, words_added: words, gain, once_filled: onceFilled } = suggestion;
  item.dataset.id = suggestion.id;
  item.querySelector(".card-reason").textContent = reason;
  item.querySelector(".card-change").append(...changeOf(suggestion, reply, starts));
  item.querySelector(".card-words").textContent = wordsOf(words);
  item.querySelector(".card-gain").textContent = gainOf(gain);
  item.querySelector(".card-filled").textContent = onceFilled ? say("once_filled") : "";
  item.querySelector(".card-apply").setAttribute("aria-label", say("card_apply", { reason }));
  item.querySelector(".card-dismiss").setAttribute("aria-label", say("card_dismiss", { name }));
  return item;
}

export function showCards(suggestions, reply) {
  const starts = utf16Starts(reply);
  byId("cards").replaceChildren(...suggestions.map((entry) => cardOf(entry, reply, starts)));
}

export function showMuted(behaviours) {
  const names = join(behaviours.map((id) => rubric.behaviours[id].name));
  byId("muted").hidden = behaviours.length === 0;
  byId("muted").querySelector("span").textContent = say(behaviours.length === 1 ? "muted_one" : "muted_plural", { names });
}

// Nothing to show, nothing to take back, nothing hidden: then the whole part of the page goes.
export function tidy() {
  const some = byId("cards").children.length > 0 || !byId("applied").hidden || !byId("muted").hidden;
  byId("suggestions").hidden = !some;
}

export function applied(reply, edits) {
  const starts = utf16Starts(reply);
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: words }) => text.slice(0, starts[start]) + words + text.slice(starts[end]), reply);
}
