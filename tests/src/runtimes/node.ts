import { authenticateRequest, bulk, createPlintoAdmin, createSessionEndpoint, createTokenVerifier } from "@plinto/node";
import { fetchAuth } from "@plinto/node/fetch";
import { createTokenVerifier as createStreamVerifier } from "@plinto/node/realtime";

const issuer = "https://api.plinto.test";

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${what} does not hold on this runtime`);
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const part = (value: object): string => base64url(new TextEncoder().encode(JSON.stringify(value)));

/** A socket whose other end is an API that bans a user as soon as somebody listens to the environment. */
class BanningServer {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor() {
    this.#tell({ kind: "connection", connectionId: "con_1", protocol: 1, heartbeatSeconds: 25, deadSeconds: 33, limits: {} });
  }

  send(data: string): void {
    const frame = JSON.parse(data) as Record<string, unknown>;
    if (frame["kind"] === "authentication") this.#tell({ ...frame, expiresAt: null, expiresInSeconds: null });
    if (frame["kind"] !== "subscription") return;
    this.#tell({ ...frame, epoch: "e", offset: 1, recovered: false });
    const event = { id: "evt_1", type: "user.banned", organizationId: null, target: { type: "user", id: "usr_1" } };
    this.#tell({ kind: "events", topic: "environment", epoch: "e", from: 1, to: 2, events: [{ offset: 2, event }] });
  }

  close(): void {}

  #tell(frame: Record<string, unknown>): void {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }), 0);
  }
}

/** What every runtime has to do with the built package: verify either algorithm, refuse a forged token, guard, administer, keep a cookie. */
export async function nodeSuite(): Promise<void> {
  for (const { alg, parameters, signature } of [
    {
      alg: "RS256",
      parameters: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      signature: { name: "RSASSA-PKCS1-v1_5" },
    },
    { alg: "ES256", parameters: { name: "ECDSA", namedCurve: "P-256" }, signature: { name: "ECDSA", hash: "SHA-256" } },
  ]) {
    const pair = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "key_1" };
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: issuer, sub: "usr_1", sid: "ses_1", jti: "1", iat: now, exp: now + 300, auth_time: now, amr: ["pwd"], org_id: "org_1" };
    const signed = `${part({ alg, typ: "at+jwt", kid: "key_1" })}.${part(claims)}`;
    const token = `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign(signature, pair.privateKey, new TextEncoder().encode(signed))))}`;
    const fetch = async (url: string): Promise<Response> =>
      Response.json(url.endsWith("/jwks.json") ? { keys: [jwk] } : { allowed: true, reason: "granted", via: [] });
    const verifier = createTokenVerifier({ issuer, fetch });
    const request = (credential: string): Request => new Request("https://app.test/", { headers: { authorization: `Bearer ${credential}` } });

    const auth = await authenticateRequest(request(token), { verifier });
    check(auth.status === "signed-in" && auth.userId === "usr_1" && (await auth.has({ permission: "org:read" })), `verifying a token of ${alg}`);
    const forged = await verifier.verify(token.replace(/\.[^.]+\./, `.${part({ ...claims, sub: "usr_2" })}.`));
    check(forged.status === "refused" && forged.reason === "signature_invalid", `refusing a forged token of ${alg}`);

    const secretKey = "sk_test_runtimes";
    const listening = createStreamVerifier({
      issuer,
      secretKey,
      WebSocket: BanningServer,
      fetch: async (url) => (url.endsWith("/jwks.json") ? fetch(url) : Response.error()),
    });
    const banned = new Promise((resolve) => void listening.stream.on("event", resolve));
    await listening.ready();
    await banned;
    const refused = await listening.verify(token);
    check(listening.stream.status === "live" && refused.status === "refused" && refused.reason === "user_banned", "hearing of a ban");
    await listening.close();

    const { requireAuth } = fetchAuth({ verifier });
    const handler = requireAuth((_, { userId }) => new Response(userId));
    check((await handler(new Request("https://app.test/"))).status === 401, "guarding a route");
    check((await (await handler(request(token))).text()) === "usr_1", "letting somebody through");
  }

  const admin = createPlintoAdmin({
    baseUrl: issuer,
    secretKey: "sk_test_runtimes",
    fetch: async (_, init) => Response.json({ id: "usr_1", ...(JSON.parse(init.body as string) as object) }, { status: 201 }),
  });
  const { succeeded } = await bulk(["a@x.test", "b@x.test"], (email, { options }) => admin.users.create({ email }, options), { key: "run" });
  check(succeeded === 2, "working on many rows");

  const endpoint = createSessionEndpoint({
    baseUrl: issuer,
    origins: ["https://app.test"],
    fetch: async () => Response.json({ status: "complete", session: { accessToken: "at", refreshToken: "rt_1", expiresInSeconds: 300 }, user: {} }),
  });
  const signIn = (origin: string): Request =>
    new Request("https://app.test/api/plinto/v1/auth/sign-in", { method: "POST", headers: { origin, "content-type": "application/json" }, body: "{}" });
  const answer = await endpoint.handle(signIn("https://app.test"));
  check(
    answer.headers.getSetCookie().some((line) => line.startsWith("__Host-plinto-refresh=rt_1;")),
    "keeping the refresh token in a cookie",
  );
  check(!(await answer.text()).includes("rt_1"), "keeping it from the page");
  check((await endpoint.handle(signIn("https://evil.test"))).status === 403, "refusing another site");
}
