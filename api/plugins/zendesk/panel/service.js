// The way to the service: by Zendesk's proxy, which adds the token, or straight from the browser.
import { language } from "../../browser/extension/shared/words.js";
import { mutedBehaviours } from "../../../pages/static/js/wishes.js";

const TROUBLES = new Map([[401, "token"], [403, "token"], [413, "too_long"], [429, "busy"]]);
const PATHS = new Map([["names", "/v1/rubric"], ["check", "/v1/score"], ["score", "/v1/score"], ["suggest", "/v1/suggest"]]);
const NAME = { "X-Coach-Client": "zendesk" };
const FOLLOWING = new Set(["score", "suggest", "cancel"]);

function troubleOf(status) {
  if (!status) return "offline";
  return TROUBLES.get(status) ?? (status >= 500 ? "offline" : "refused");
}

// A placeholder stands for the token: Zendesk fills it in on its own server, and no browser sees it.
async function byProxy(client, { url, body }) {
  const options = {
    url,
    type: body ? "POST" : "GET",
    headers: { Accept: "application/json", "Accept-Language": language, Authorization: "Bearer {{setting.token}}", ...NAME },
    dataType: "json",
    cors: false,
    secure: true,
    ...(body && { contentType: "application/json", data: JSON.stringify(body) }),
  };
  try {
    return { state: "ok", value: await client.request(options) };
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return { state: troubleOf(error?.status), wait: 0 };
  }
}

async function straight({ token }, { url, body, signal }) {
  const headers = { "accept-language": language, ...NAME };
  if (body) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const method = body ? "POST" : "GET";
  const options = { method, headers, signal, body: body && JSON.stringify(body), credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", cache: "no-store" };
  try {
    const response = await fetch(url, options);
    if (response.ok) return { state: "ok", value: await response.json() };
    return { state: troubleOf(response.status), wait: Number(response.headers.get("retry-after")) * 1000 || 0 };
  } catch (error) {
    if (signal.aborted) return { state: "stale" };
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return { state: "offline", wait: 0 };
  }
}

export function isAddress(server) {
  return URL.canParse(server ?? "") && ["http:", "https:"].includes(new URL(server).protocol);
}

// Answers as the extension's worker does. What follows the typing gives way to what is newer.
export function serviceOf(client, settings) {
  const base = String(settings.server ?? "").trim().replace(/\/+$/, "");
  let running = new AbortController();

  const ask = (request) => (settings.direct ? straight(settings, request) : byProxy(client, request));

  return async ({ kind, ...draft }) => {
    if (!isAddress(base)) return { state: "setup" };
    if (FOLLOWING.has(kind)) {
      running.abort();
      running = new AbortController();
    }
    if (kind === "cancel") return { state: "ok" };
    const wishes = kind === "suggest" ? { quiet: Boolean(settings.quiet), muted: mutedBehaviours() } : {};
    const body = kind === "names" ? null : { ...draft, ...wishes };
    const { signal } = FOLLOWING.has(kind) ? running : new AbortController();
    return ask({ url: base + PATHS.get(kind), body, signal });
  };
}
