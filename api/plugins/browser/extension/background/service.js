// The one way to the service: from here, to the configured address, with the token.
import { language } from "../shared/words.js";

const running = new Map();
const TROUBLES = new Map([[401, "token"], [403, "token"], [413, "too_long"], [429, "busy"]]);

let rubric = null;

export function cancel(asker, kind) {
  const key = `${asker}:${kind}`;
  running.get(key)?.abort();
  running.delete(key);
}

// A newer request of the same frame replaces the one before it.
export async function ask(path, body, { settings, asker, kind }) {
  cancel(asker, kind);
  const control = new AbortController();
  running.set(`${asker}:${kind}`, control);
  try {
    return await request(path, { method: "POST", body: JSON.stringify(body) }, settings, control.signal);
  } catch (error) {
    if (control.signal.aborted) return { state: "stale" };
    throw error;
  } finally {
    if (running.get(`${asker}:${kind}`) === control) running.delete(`${asker}:${kind}`);
  }
}

// Names of levels, verdicts and behaviours in the reader's language; asked for once.
export async function names(settings) {
  const key = `${settings.server} ${settings.token}`;
  if (rubric?.key === key) return rubric.answer;
  const answer = await request("/v1/rubric", { method: "GET" }, settings);
  if (answer.state === "ok") rubric = { key, answer };
  return answer;
}

async function request(path, options, { server, token }, signal) {
  if (!server) return { state: "setup" };
  const headers = { "accept-language": language };
  if (options.body) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  try {
    // No cookies, and no way on to another address: the token is for this one.
    const response = await fetch(server + path, {
      ...options,
      headers,
      signal,
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    return await read(response);
  } catch (error) {
    if (signal?.aborted || !(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return { state: "offline" };
  }
}

async function read(response) {
  if (response.ok) return { state: "ok", value: await response.json() };
  const { status } = response;
  const state = TROUBLES.get(status) ?? (status >= 500 ? "offline" : "refused");
  return { state, status, wait: Number(response.headers.get("retry-after")) * 1000 || 0 };
}
