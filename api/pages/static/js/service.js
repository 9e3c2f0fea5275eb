// One way to the service: JSON in, with the token where one was given.

let token = null;

export function useToken(value) {
  token = value;
}

export function post(path, body, signal) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}
