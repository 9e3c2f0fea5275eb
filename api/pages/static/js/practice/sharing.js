// Sharing is the agent's own step: they read the summary, then send it, copy it, or leave it.
import { post, send } from "../service.js";
import { say } from "../words.js";

const byId = (id) => document.getElementById(id);

export function bindSharing({ forget, kept }) {
  let summary = "";

  const tell = (text) => {
    byId("share-state").textContent = text;
  };

  function show({ summary: text, can_share: canShare, shared }) {
    summary = text;
    byId("share-text").textContent = text;
    byId("share-send").hidden = !canShare || shared === text;
    byId("share-back").hidden = shared === null;
    tell(shared === null ? say(canShare ? "share_nobody" : "share_local") : say("share_is", { text: shared }));
  }

  async function change(response, shared) {
    if (!response.ok) return tell((await response.json()).detail);
    return show({ summary, can_share: true, shared });
  }

  byId("share-send").addEventListener("click", async () => change(await post("/v1/practice/share", { summary }), summary));
  byId("share-back").addEventListener("click", async () => change(await send("DELETE", "/v1/practice/share"), null));
  byId("share-copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(summary);
    tell(say("copied"));
  });
  byId("keep").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(kept(), null, 1)], { type: "application/json" }));
    link.download = "practice.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  byId("forget").addEventListener("click", async () => {
    if (!window.confirm(say("forget_ask"))) return;
    await forget();
    tell(say("forgotten"));
  });

  return { show };
}
