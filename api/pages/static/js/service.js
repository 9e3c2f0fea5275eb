// One way to the service: JSON in, with the token where one was given.

let token = null;

export function useToken(value) {
  token = value;
}

export function send(method, path, body, signal) {
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(path, { method, headers, body: JSON.stringify(body), signal });
}

export const post = (path, body, signal) => send("POST", path, body, signal);
