// The page for audits: which view the address asks for, and what happens when the service refuses.
import "../site.js";
import { showAudit, watchFilters } from "./audit.js";
import { showConversation } from "./conversation.js";
import { byId } from "./elements.js";
import { leaveOverview, showOverview, watchUploads } from "./overview.js";
import { Refused, useToken } from "./service.js";
import { say } from "./words.js";

const VIEWS = ["overview", "audit", "conversation"];

function notify(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = !text;
}

function show(view) {
  for (const name of VIEWS) byId(name).hidden = name !== view;
}

function refused(error) {
  const token = error.status === 401 || error.status === 403;
  if (token) {
    show(null);
    byId("token-form").hidden = false;
  }
  notify(token && error.status === 403 ? say("forbidden") : say("trouble", { detail: error.message }));
}

async function guard(action) {
  try {
    await action();
  } catch (error) {
    if (error instanceof Refused) refused(error);
    else if (error instanceof TypeError) notify(say("offline"));
    else throw error;
  }
}

function route() {
  const [id, position] = window.location.hash.slice(1).split("/");
  notify("");
  leaveOverview();
  return guard(async () => {
    if (position !== undefined) await showConversation(id, position);
    else if (id) await showAudit(id, guard);
    else await showOverview({ guard, notify });
    byId("token-form").hidden = true;
    show(position !== undefined ? "conversation" : id ? "audit" : "overview");
    byId(position !== undefined ? "conversation-title" : "audit-title").focus();
  });
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  useToken(byId("token").value.trim());
  route();
});
window.addEventListener("hashchange", route);
watchUploads({ guard, notify });
watchFilters(guard);
route();
