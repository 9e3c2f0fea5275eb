// What every page needs: the switch between light and dark.
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
