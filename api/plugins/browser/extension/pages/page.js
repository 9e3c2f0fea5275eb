// What both pages need: their sentences, and elements by name.
import { language, say } from "../shared/words.js";

export const byId = (id) => document.getElementById(id);

export function fillIn() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
}

export function setSwitch(button, on) {
  button.setAttribute("aria-checked", String(on));
}

export const isOn = (button) => button.getAttribute("aria-checked") === "true";
