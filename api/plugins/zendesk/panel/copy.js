// Copying from a frame: the clipboard where the page around allows it, else the older way.

function byHand(words) {
  const field = document.createElement("textarea");
  field.value = words;
  field.setAttribute("aria-hidden", "true");
  field.style.cssText = "position: fixed; opacity: 0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch (error) {
    if (error.name !== "NotAllowedError" && !(error instanceof TypeError)) throw error;
    return byHand(words);
  }
}
