// The customer's last message, from the page around the reply box.
import { pages, shown } from "./recipe.js";

const LONGEST = 20_000;

const has = (message, selector) => Boolean(selector) && (message.matches(selector) || message.querySelector(selector) !== null);

function isNote(message, { note }) {
  return has(message, note) || (Boolean(note) && message.closest(note) !== null);
}

function isFromCustomer(message, { customer, agent }) {
  if (customer) return message.matches(customer);
  return !has(message, agent);
}

function words(message, { text }) {
  const parts = text === ":scope" ? [message] : [...message.querySelectorAll(text)];
  const outer = parts.filter((part) => !parts.some((other) => other !== part && other.contains(part)));
  return outer.map((part) => part.innerText.trim()).filter(Boolean).join("\n");
}

function lastIn(page, recipe, field) {
  const messages = [...page.querySelectorAll(recipe.messages)].filter(
    (message) => !message.contains(field) && !field.contains(message) && shown(message),
  );
  for (const message of messages.reverse()) {
    if (isNote(message, recipe) || !isFromCustomer(message, recipe)) continue;
    const found = words(message, recipe);
    if (found) return found;
  }
  return "";
}

// In e-mail the quoted part below the draft is what the customer wrote.
export function customerMessage(recipe, field, quoted) {
  for (const page of pages()) {
    const found = lastIn(page, recipe, field);
    if (found) return found.slice(-LONGEST);
  }
  return quoted.slice(0, LONGEST);
}
