// What every page needs: the switch between light and dark, and a menu that closes as one expects.
import { remember } from "./storage.js";

const root = document.documentElement;
const toggle = document.getElementById("theme");
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches;
}

function label() {
  const words = isDark() ? toggle.dataset.toLight : toggle.dataset.toDark;
  toggle.setAttribute("aria-label", words);
  toggle.title = words;
}

toggle.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember("localStorage", "theme", root.dataset.theme);
  label();
});
systemDark.addEventListener("change", label);
label();
toggle.hidden = false;

// Opening and closing is the browser's own; without this script it stays open until it is closed.
const further = document.getElementById("further");

document.addEventListener("click", ({ target }) => {
  if (!further.contains(target)) further.open = false;
});
further.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !further.open) return;
  further.open = false;
  further.querySelector("summary").focus();
});
further.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !further.contains(relatedTarget)) further.open = false;
});
