// The browser's extension interface under one name: Firefox says `browser`, Chrome `chrome`.
export const api = globalThis.browser ?? globalThis.chrome;
