// Our one-time, refresh and pending tokens, tickets and states and our keys by prefix, and JWTs by the header that every one of them starts with.
const secret = /(?<![A-Za-z0-9_])(?:(?:ev|pr|ml|oc|ec|it|rt|pt|tkt|oas|scim)_|[a-z]{2,5}_(?:test|live)_|eyJ)[^/?#&;,]+/g;

/** A path as logs may show it: without anything that looks like one of our secrets, wherever it stands and however it is encoded. */
export function withoutSecrets(path: string): string {
  // Decoded, a slash in front of a token separates it, and a letter that was written as its number is a letter again.
  const text = path.includes("%") ? decoded(path) : path;
  const shown = text.replaceAll(secret, "[redacted]");
  return shown === text ? path : shown;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path.replaceAll(/%([0-7][0-9A-Fa-f])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}
