// Browser storage that may be blocked; then values live as long as the page.

const remembered = new Map();

export function recall(store, key) {
  try {
    return window[store].getItem(key);
  } catch {
    return remembered.get(key) ?? null;
  }
}

export function remember(store, key, value) {
  remembered.set(key, value);
  try {
    window[store].setItem(key, value);
  } catch {
    // Blocked or full: the copy above serves until the page closes.
  }
}
