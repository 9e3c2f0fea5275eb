// The host's side: a ticket with an editor, the calls an app may make, events, and saving.
const editor = document.getElementById("editor");
const frames = [...document.querySelectorAll("iframe")];
const raised = new Map();
const desk = (window.desk = { calls: [], saved: [], refused: [], deaf: [], ...window.setup });
let count = 0;

const values = {
  "ticket.comment.text": () => editor.innerHTML,
  "ticket.comment.type": () => desk.type,
  "ticket.editor.targetChannel": () => ({ name: desk.type === "internalNote" ? "internal" : desk.channel }),
  "ticket.conversation": () => desk.conversation,
  "ticket.comments": () => desk.comments,
  "currentUser.locale": () => desk.locale,
  colorScheme: () => desk.scheme,
};

function write(text) {
  const line = document.createElement("div");
  line.textContent = text;
  if (editor.lastElementChild) editor.lastElementChild.append(text);
  else editor.append(line);
  tell("comment.text.changed");
}

const actions = {
  get(paths) {
    const found = Object.fromEntries(paths.filter((path) => path in values && !desk.deaf.includes(path)).map((path) => [path, values[path]()]));
    const unknown = paths.filter((path) => !(path in found));
    return { ...found, errors: Object.fromEntries(unknown.map((path) => [path, { message: "unknown" }])) };
  },
  invoke(name, ...args) {
    desk.calls.push([name, ...args]);
    if (name === "comment.appendText" && desk.channel === "chat") throw { message: "not in a chat" };
    if (desk.stubborn) return {};
    if (["comment.appendText", "ticket.editor.insert"].includes(name)) write(args[0]);
    if (name === "resize") frames[0].style.height = args[0].height;
    return {};
  },
  metadata: () => ({ appId: 1, settings: desk.settings }),
  context: () => ({ location: desk.location, account: { subdomain: "harbour" } }),
  async request(options) {
    const { status, text } = await window.proxy(options);
    if (status >= 200 && status < 300) return JSON.parse(text);
    throw { status, responseText: text };
  },
};

window.addEventListener("message", async ({ source, data }) => {
  if (!frames.some((frame) => frame.contentWindow === source)) return;
  if (data?.zaf === "raised") raised.get(data.id)?.(data.said);
  if (data?.zaf !== "call") return;
  try {
    source.postMessage({ zaf: "answer", id: data.id, value: await actions[data.action](...data.args) }, "*");
  } catch (error) {
    source.postMessage({ zaf: "answer", id: data.id, error }, "*");
  }
});

function tell(event, ...args) {
  count += 1;
  const id = count;
  frames.forEach((frame) => frame.contentWindow.postMessage({ zaf: "event", id, event, args }, "*"));
  return new Promise((done) => raised.set(id, done));
}

window.change = (changes, event) => {
  Object.assign(desk, changes);
  tell(event);
};

// Saved unless a handler says false, says words, or breaks its promise.
async function save() {
  const said = await tell("ticket.save");
  const words = said.flatMap(({ kept, broken }) => (broken !== undefined ? [broken] : kept === true ? [] : [String(kept)]));
  if (words.length) desk.refused.push(words.join(" "));
  else desk.saved.push(editor.innerText);
}

editor.addEventListener("input", () => tell("comment.text.changed"));
document.getElementById("save").addEventListener("click", save);
