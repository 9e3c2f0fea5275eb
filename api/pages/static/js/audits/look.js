// Looks into files before they are scored, and takes corrections of how their columns are read.
import { byId, make } from "./elements.js";
import { preview } from "./service.js";
import { say } from "./words.js";

let guessed = "";

// What is sent: the form, and the mapping only where somebody corrected the guess.
export function filled(form) {
  const data = new FormData(form);
  const mapping = byId("mapping").value.trim();
  if (mapping && mapping !== guessed) data.set("mapping", mapping);
  return data;
}

export function forget() {
  byId("look").hidden = true;
  byId("mapping").value = guessed = "";
}

export function watchLook({ guard, notify }) {
  byId("files").addEventListener("change", forget);
  byId("look-first").addEventListener("click", () => {
    const form = byId("upload");
    if (!form.reportValidity()) return;
    guard(async () => {
      notify(say("looking"));
      show(await preview(filled(form)));
      notify("");
    });
  });
}

function show({ files, turns, problem }) {
  byId("look-files").replaceChildren(...files.map((file) => make("li", { text: say("look_file", file) })));
  const mapping = files.find((file) => file.mapping)?.mapping.trim() ?? "";
  const field = byId("mapping");
  if (!field.value || field.value.trim() === guessed) field.value = mapping;
  guessed = mapping;
  byId("look-mapping").hidden = !mapping;
  const shown = turns.map(turn);
  byId("look-turns").replaceChildren(...(shown.length ? shown : [make("li", { text: problem ?? say("look_nothing") })]));
  byId("look").hidden = false;
}

function turn({ customer, reply }) {
  const parts = [said("agent", reply)];
  if (customer) parts.unshift(said("customer", customer));
  return make("li", {}, parts);
}

function said(who, text) {
  const by = make("p", { className: "said-by", text: say(who) });
  return make("div", { className: `${who}-said` }, [by, make("p", { className: "said", text })]);
}
