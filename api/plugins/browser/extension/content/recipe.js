// Which help desk this is, and what its pages call things: the data is in recipes.json.
import recipes from "./recipes.json" with { type: "json" };

const ANY = recipes.any;

// A frame that holds the editor alone may lie inside the page with the conversation.
export function pages() {
  const found = [document];
  for (let view = window; view !== view.parent; ) {
    view = view.parent;
    try {
      found.push(view.document);
    } catch (error) {
      if (error.name === "SecurityError") break; // another origin's page stays closed
      throw error;
    }
  }
  return found;
}

function onHost(host, wanted) {
  return wanted.startsWith("*.") ? host.endsWith(wanted.slice(1)) : host === wanted;
}

function fits({ hosts, page }) {
  if (hosts.some((wanted) => pages().some(({ location }) => location && onHost(location.hostname, wanted)))) return true;
  return Boolean(page) && pages().some((one) => one.querySelector(page));
}

// Houses run some of these under names of their own: then the page's shape tells.
export function recipeHere() {
  return Object.values(recipes).find((recipe) => recipe !== ANY && fits(recipe)) ?? ANY;
}

const within = (element, selectors) => selectors.some((selector) => element.closest(selector));

// Where a recipe knows the reply box, other fields of the page are left in peace.
export function isForReplies(element, recipe) {
  if (recipe.panel && pages().some((page) => shown(page.querySelector(recipe.panel)))) return false;
  if (recipe.noteComposer && within(element, recipe.noteComposer)) return false;
  const known = recipe.reply ?? [];
  const present = known.some((selector) => document.querySelector(selector));
  return !present || known.some((selector) => element.closest(selector) || element.querySelector(selector));
}

export function shown(element) {
  return Boolean(element?.checkVisibility?.({ visibilityProperty: true }));
}
