// What the coaching page and the loyalty plan share: asking the service, signing in, keeping a file.
import { send, useToken } from "./service.js";
import { recall, remember } from "./storage.js";
import { language, say } from "./words.js";

const TOLD_MS = 5000;
const byId = (id) => document.getElementById(id);
let telling;

// The answer, an empty object where there is none to give, or null once the trouble has been said.
export async function talk(method, path, body) {
  try {
    const response = await send(method, `${path}${path.includes("?") ? "&" : "?"}lang=${language}`, body);
    if (response.status === 204) return {};
    const answer = await response.json();
    if (response.ok) return answer;
    byId("token-form").hidden = response.status !== 401;
    notice(answer.errors?.length ? answer.errors[0].message : answer.detail);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    notice(say("offline"));
  }
  return null;
}

export function notice(text) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text;
  if (text) byId("notice").scrollIntoView({ block: "nearest" });
}

// Said once, and gone before it is in the way.
export function tell(text) {
  byId("summary").textContent = text;
  clearTimeout(telling);
  telling = setTimeout(() => (byId("summary").textContent = ""), TOLD_MS);
}

export function signIn(start) {
  useToken(recall("sessionStorage", "token"));
  byId("token-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    remember("sessionStorage", "token", byId("token").value.trim());
    useToken(byId("token").value.trim());
    byId("token-form").hidden = true;
    notice("");
    await start();
  });
}

export function keepFile(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
