// Putting words into a rich editor so that the editor itself does it: undo and formatting stay.

// Editors learn of a new selection, and redraw, in turns of their own.
const TURN_MS = 40;
const TURNS = 10;
const turn = () => new Promise((resolve) => setTimeout(resolve, TURN_MS));

function carrying(text) {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  return data;
}

// What typing would do.
function typed({ text }) {
  return text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
}

// What pasting plain text would do: editors make their own paragraphs of its lines.
function pasted({ text, element }) {
  const init = { clipboardData: carrying(text), bubbles: true, cancelable: true, composed: true };
  return !element.dispatchEvent(new ClipboardEvent("paste", init));
}

// What the browser's spelling correction would do.
function corrected({ text, element }) {
  const init = {
    inputType: "insertReplacementText",
    dataTransfer: carrying(text),
    data: text,
    bubbles: true,
    cancelable: true,
    composed: true,
    targetRanges: [new StaticRange(document.getSelection().getRangeAt(0))],
  };
  return !element.dispatchEvent(new InputEvent("beforeinput", init));
}

async function choose(select, selected) {
  for (let turns = 0; turns < TURNS; turns += 1) {
    select();
    await turn();
    if (selected()) return;
  }
}

// Some editors answer at once, some after a while; asking again too early would do it twice.
async function answered(untouched) {
  for (let turns = 0; turns < TURNS; turns += 1) {
    await turn();
    if (!untouched()) return turn();
  }
  return undefined;
}

// One way after the other, as long as the text is still as it was; false leaves it to the clipboard.
export async function insert({ text, select, selected, done, untouched, element }) {
  const ways = text.includes("\n") ? [pasted, typed] : [typed, corrected, pasted];
  for (const way of ways) {
    await choose(select, selected);
    way({ text, element });
    await answered(untouched);
    if (done()) return true;
    if (!untouched()) return false;
  }
  return false;
}
