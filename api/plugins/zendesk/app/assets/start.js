// The panel speaks the agent's language, which only Zendesk knows: it is asked before the rest loads.
const client = window.ZAFClient.init();

async function value(path) {
  const answer = await client.get(path);
  return answer[path] ?? null;
}

function paint(scheme) {
  document.documentElement.dataset.theme = scheme === "dark" ? "dark" : "light";
}

document.documentElement.lang = String(await value("currentUser.locale")).toLowerCase().startsWith("de") ? "de" : "en";
paint(await value("colorScheme"));
client.on("colorScheme.changed", paint);
const { start } = await import("./app.js");
await start(client);
