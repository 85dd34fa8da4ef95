import { isPortOrNone, loopbackPattern } from "./origins.ts";
import type { EnvironmentRow } from "./table.ts";

// A type, not an interface: faults are part of a refusal, which is JSON for the compiler too.
export type EnvironmentFault = { pointer: string; code: string; message: string };

/** What is wrong with an environment as somebody wants it, beyond the shape of its parts. */
export function environmentFaults({ allowedOrigins, authMethods, oauthProviders, webauthn, session, signingAlgorithm }: EnvironmentRow): EnvironmentFault[] {
  const faults: EnvironmentFault[] = [];
  const { password, magicLink, otp, passkey } = authMethods;
  if (!password && !magicLink && !otp && !passkey && !Object.values(oauthProviders).some(({ enabled }) => enabled))
    faults.push({ pointer: "/authMethods", code: "none_left", message: "at least one way to sign in must stay on" });
  if (session.refreshTokenIdleSeconds > session.refreshTokenFamilySeconds) {
    faults.push({ pointer: "/session/refreshTokenIdleSeconds", code: "maximum", message: "refreshTokenIdleSeconds must be at most refreshTokenFamilySeconds" });
  }
  for (const [index, origin] of allowedOrigins.entries())
    if (!isOriginPattern(origin))
      faults.push({
        pointer: `/allowedOrigins/${index}`,
        code: "origin",
        message:
          "an origin is spelled as a browser sends it, such as https://app.acme.test; only the port may be *, and only on localhost, 127.0.0.1 and [::1]",
      });
  for (const [index, origin] of webauthn.origins.entries())
    if (!isPasskeyOrigin(origin, webauthn.rpId))
      faults.push({
        pointer: `/webauthn/origins/${index}`,
        code: "origin",
        message: "an origin of passkeys is https://, or http:// on localhost, at the rpId or a domain below it",
      });
  if (!["RS256", "ES256"].includes(signingAlgorithm))
    faults.push({ pointer: "/signingAlgorithm", code: "enum", message: "signingAlgorithm must be one of RS256, ES256" });
  return faults;
}

/** Whether a browser can send this origin, or, on loopback hosts, one that differs in its port. */
function isOriginPattern(text: string): boolean {
  const origin = loopbackPattern(text) ?? text;
  if (!/^https?:/.test(origin)) {
    const port = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+((?::\d+)?)$/.exec(origin)?.[1];
    return port !== undefined && isPortOrNone(port);
  }
  return !origin.includes("*") && URL.canParse(origin) && new URL(origin).origin === origin;
}

/** Whether pages there can use passkeys of this domain (WebAuthn Level 3, section 5.1.3). */
function isPasskeyOrigin(text: string, rpId: string): boolean {
  const origin = loopbackPattern(text) ?? text;
  if (!isOriginPattern(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (protocol !== "https:" && !(protocol === "http:" && /^(?:.+\.)?localhost$/.test(hostname))) return false;
  return hostname === rpId || hostname.endsWith(`.${rpId}`);
}
