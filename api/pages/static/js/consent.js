// The page on which agents agree to be named, or to have a reply looked at, and take it back.
import "./site.js";
import { notice, signIn, talk } from "./boards.js";
import { language, say } from "./words.js";

const byId = (id) => document.getElementById(id);
const locale = language === "en" ? "en-GB" : language;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
const KINDS = ["named", "before"];

function show(given) {
  byId("consents").hidden = false;
  byId("whose").textContent = say("whose", { agent: given.agent });
  byId("name").value = given.name ?? "";
  for (const kind of KINDS) {
    const since = given[kind];
    byId(`${kind}-state`).textContent = since ? say("since", { day: day.format(new Date(since)) }) : say("not_given");
    byId(`${kind}-withdraw`).hidden = !since;
  }
  byId("named-give").textContent = say(given.named ? "change" : "give");
  byId("before-give").hidden = Boolean(given.before);
}

async function read() {
  const given = await talk("GET", "/v1/consents");
  byId("consents").hidden = !given?.agent;
  if (!given) return;
  // On the machine itself nobody needs a token; to agree to something, one must be somebody.
  byId("token-form").hidden = Boolean(given.agent);
  notice(given.agent ? "" : say("nobody"));
  if (given.agent) show(given);
}

function said(text) {
  byId("summary").textContent = text;
  setTimeout(() => (byId("summary").textContent = ""), 4000);
}

async function give(kind, body) {
  const given = await talk("POST", `/v1/consents/${kind}`, body);
  if (!given) return;
  show(given);
  byId(`${kind}-withdraw`).focus();
  said(say("kept"));
}

async function withdraw(kind) {
  if ((await talk("DELETE", `/v1/consents/${kind}`)) === null) return;
  await read();
  byId(`${kind}-give`).focus();
  said(say("withdrawn"));
}

byId("named-form").addEventListener("submit", (event) => {
  event.preventDefault();
  give("named", { name: byId("name").value });
});
byId("before-form").addEventListener("submit", (event) => {
  event.preventDefault();
  give("before", {});
});
for (const kind of KINDS) byId(`${kind}-withdraw`).addEventListener("click", () => withdraw(kind));
signIn(read);
await read();
