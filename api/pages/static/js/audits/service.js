// Asks the service about audits, with the token of this tab, and turns refusals into errors.
import { recall, remember } from "../storage.js";
import { language } from "./words.js";

let token = recall("sessionStorage", "token");

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function useToken(value) {
  token = value;
  remember("sessionStorage", "token", value);
}

async function send(path, options = {}) {
  const headers = { "accept-language": language, ...options.headers };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.detail ?? String(response.status));
}

export async function read(path) {
  return (await send(`/v1/audits${path}`)).json();
}

export async function upload(body) {
  return (await send("/v1/audits", { method: "POST", body })).json();
}

export async function preview(body) {
  return (await send("/v1/audits/preview", { method: "POST", body })).json();
}

export function cancel(id) {
  const headers = { "content-type": "application/json" };
  return send(`/v1/audits/${id}/cancel`, { method: "POST", headers, body: "{}" });
}

export function remove(id) {
  return send(`/v1/audits/${id}`, { method: "DELETE" });
}

// A link cannot carry the token, so the file is fetched and handed to the browser.
export async function download(id, name) {
  const blob = await (await send(`/v1/audits/${id}/files/${name}`)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
