// The documented face of ZAFClient 2.0, over window messages to the page around.
(() => {
  const listeners = new Map();
  const waiting = new Map();
  let count = 0;

  function call(action, ...args) {
    count += 1;
    const id = count;
    parent.postMessage({ zaf: "call", id, action, args }, "*");
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  async function raise({ id, event, args }) {
    const handlers = listeners.get(event) ?? [];
    const answers = await Promise.allSettled(handlers.map(async (handler) => handler(...args)));
    const said = answers.map(({ status, value, reason }) => (status === "fulfilled" ? { kept: value ?? true } : { broken: String(reason) }));
    parent.postMessage({ zaf: "raised", id, said }, "*");
  }

  window.addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data?.zaf) return;
    if (data.zaf === "event") raise(data);
    const asked = waiting.get(data.id);
    if (data.zaf !== "answer" || !asked) return;
    waiting.delete(data.id);
    if (data.error) asked.reject(data.error);
    else asked.resolve(data.value);
  });

  window.ZAFClient = {
    init: () => ({
      get: (paths) => call("get", [paths].flat()),
      invoke: (name, ...args) => call("invoke", name, ...args),
      request: (options) => call("request", options),
      metadata: () => call("metadata"),
      context: () => call("context"),
      on: (event, handler) => listeners.set(event, [...(listeners.get(event) ?? []), handler]),
    }),
  };
})();
