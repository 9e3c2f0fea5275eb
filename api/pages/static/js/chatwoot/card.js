// A suggestion about a reply that is long sent: what it would have done, in which words.
import { changeOf, gainOf, wordsOf } from "../change.js";
import { say } from "../words.js";

function line(name, ...children) {
  const made = document.createElement("p");
  made.className = name;
  made.append(...children);
  return made;
}

export function cardOf(suggestion, reply) {
  const item = document.createElement("li");
  item.className = "card";
  const figures = [wordsOf(suggestion.words_added), gainOf(suggestion.gain), suggestion.once_filled ? say("once_filled") : ""];
  const spans = figures.filter(Boolean).map((text) => {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  });
  item.append(line("card-reason", say("for_next", { reason: suggestion.reason })), line("card-change", ...changeOf(suggestion, reply)), line("card-figures", ...spans));
  return item;
}
