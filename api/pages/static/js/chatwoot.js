// Beside a conversation in Chatwoot: takes the context Chatwoot hands over, and only from there.
import { requestsOf } from "./chatwoot/turns.js";
import { showConversation, showNotice } from "./chatwoot/shown.js";
import { post, useName, useToken } from "./service.js";
import { recall, remember } from "./storage.js";
import { desk, say } from "./words.js";

const ASK = "chatwoot-dashboard-app:fetch-info";
const PAUSE_MS = 300;
const RETRY_MS = 4000;
const TROUBLES = new Map([[401, "token"], [403, "token"], [429, "busy"]]);
const byId = (id) => document.getElementById(id);
const origins = new Set(desk.dataset.origins.split(" ").filter(Boolean));

let requests = null;
let running = new AbortController();
let timer;

// The question holds nothing, so that anybody may hear it; the answer is taken from known origins alone.
const ask = () => window.parent.postMessage(ASK, "*");

function contextOf(data) {
  try {
    const message = JSON.parse(data);
    return message?.event === "appContext" ? message.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function heard({ source, origin, data }) {
  if (source !== window.parent || !origins.has(origin) || typeof data !== "string") return;
  const context = contextOf(data);
  if (!context) return;
  const found = requestsOf(context.conversation);
  if (JSON.stringify(found) === JSON.stringify(requests)) return;
  requests = found;
  byId("conversation").hidden = true;
  later(PAUSE_MS);
}

function later(wait) {
  clearTimeout(timer);
  running.abort();
  timer = setTimeout(read, wait);
}

function stumble(status, { retry, wait = 0 }) {
  const kind = TROUBLES.get(status) ?? (!status || status >= 500 ? "offline" : "refused");
  byId("token-form").hidden = kind !== "token";
  showNotice(kind === "token" ? "" : say(kind));
  if (retry && (kind === "offline" || kind === "busy")) timer = setTimeout(read, Math.max(RETRY_MS, wait));
}

// What was asked for an older context is never shown.
async function answerOf(path, body, { signal, retry = false }) {
  try {
    const response = await post(path, body, signal);
    if (response.ok) return await response.json();
    stumble(response.status, { retry, wait: Number(response.headers.get("retry-after")) * 1000 });
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    stumble(0, { retry });
  }
  return null;
}

async function read() {
  if (!requests) return;
  byId("token-form").hidden = true;
  if (!requests.length) {
    showNotice(say("nothing"));
    return;
  }
  showNotice(say("reading"));
  running = new AbortController();
  const mine = running;
  const asked = requests;
  const answer = await answerOf("/v1/score/batch", { requests: asked }, { signal: mine.signal, retry: true });
  if (!answer || mine.signal.aborted) return;
  showNotice("");
  const turns = answer.results.map(({ index, assessment, error }) => ({ request: asked[index], assessment, error }));
  showConversation(turns, (request) => help(request, mine));
}

async function help(request, { signal }) {
  const answer = await answerOf("/v1/suggest", request, { signal });
  return answer?.suggestions ?? null;
}

// A token in the fragment is never sent to a server by itself; it leaves the address at once.
function tokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return;
  remember("sessionStorage", "token", given);
  history.replaceState(null, "", location.pathname + location.search);
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  remember("sessionStorage", "token", byId("token").value.trim());
  useToken(byId("token").value.trim());
  read();
});
byId("again").addEventListener("click", () => {
  requests = null;
  ask();
});
tokenFromAddress();
useName("chatwoot");
useToken(recall("sessionStorage", "token"));
window.addEventListener("message", heard);
if (origins.size && window.parent !== window) {
  byId("again").hidden = false;
  ask();
}
