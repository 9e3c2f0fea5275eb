// One way to the service: JSON in, with the token where one was given.

let token = null;
let client = null;

export function useToken(value) {
  token = value;
}

// A panel says which one it is, so that /connect can tell that it was heard.
export function useName(value) {
  client = value;
}

export function send(method, path, body, signal) {
  // The page's language, which may have been chosen against the browser's.
  const headers = { "accept-language": document.documentElement.lang };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  if (client) headers["x-coach-client"] = client;
  return fetch(path, { method, headers, body: JSON.stringify(body), signal });
}

export const post = (path, body, signal) => send("POST", path, body, signal);
