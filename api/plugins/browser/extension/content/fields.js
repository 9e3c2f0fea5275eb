// Which element a person is writing a reply in.
import { RichField } from "./rich.js";
import { TextareaField } from "./textarea.js";

const SMALLEST = { width: 160, height: 24 };
const NO_REPLY = /search|suche|filter|query|captcha|password|code|url|subject|betreff/i;

function tooSmall(element) {
  const whole = element === document.body;
  const { width, height } = whole ? { width: window.innerWidth, height: window.innerHeight } : element.getBoundingClientRect();
  return width < SMALLEST.width || height < SMALLEST.height;
}

function isSomethingElse(element) {
  const role = element.getAttribute("role");
  if (role && !["textbox", "document", "application"].includes(role)) return true;
  const described = ["type", "name", "id", "inputmode", "data-language"].map((name) => element.getAttribute(name) ?? "");
  return described.some((text) => NO_REPLY.test(text)) || element.closest("[data-empathy-coach='off'], [role='search']") !== null;
}

function editingRoot(element) {
  let root = element.isContentEditable ? element : null;
  while (root?.parentElement?.isContentEditable) root = root.parentElement;
  return root;
}

// The field behind a focused element, or null where nobody writes a reply.
export function fieldAt(target) {
  if (!(target instanceof Element)) return null;
  if (target instanceof HTMLTextAreaElement) {
    if (target.readOnly || target.disabled || tooSmall(target) || isSomethingElse(target)) return null;
    return new TextareaField(target);
  }
  const root = editingRoot(target);
  return root && !tooSmall(root) && !isSomethingElse(root) ? new RichField(root) : null;
}
