// #region verify
import { authenticateRequest, createTokenVerifier } from "@plinto/node";
import { createMock } from "@plinto/mock";

const mock = createMock();
// In production: createTokenVerifier({ issuer: "https://api.example.com" })
const verifier = createTokenVerifier(mock.verifierOptions());

async function handle(request: Request): Promise<Response> {
  const auth = await authenticateRequest(request, { verifier });
  if (auth.status === "unavailable") return new Response(auth.message, { status: 503, headers: { "retry-after": `${auth.retryAfterSeconds}` } });
  if (auth.status === "signed-out") return new Response(auth.message, { status: 401 });
  const canInvite = await auth.has({ permission: "members:invite" });
  return Response.json({ userId: auth.userId, role: auth.organizationRole, canInvite });
}
// #endregion verify

import { createPlinto } from "@plinto/core";

const ada = createPlinto(mock.as("ada", { organization: "acme" }));
const authorization = `Bearer ${await ada.session.getToken()}`;
const answer = (await (await handle(new Request("https://app.test/me", { headers: { authorization } }))).json()) as { role: string; canInvite: boolean };
console.log(answer.role, answer.canInvite); // prints: owner true
console.log((await handle(new Request("https://app.test/me"))).status); // prints: 401

// #region guard
import { fetchAuth } from "@plinto/node/fetch";

const { requireAuth, requirePermission } = fetchAuth({ verifier });
const me = requireAuth((_, auth) => Response.json({ userId: auth.userId }));
const invite = requirePermission("members:invite", async (request, auth) => Response.json({ invitedBy: auth.userId, ...((await request.json()) as object) }));
// #endregion guard

const bob = createPlinto(mock.as("bob", { organization: "acme" }));
const asBob = new Request("https://app.test/invite", { method: "POST", body: "{}", headers: { authorization: `Bearer ${await bob.session.getToken()}` } });
console.log((await me(asBob)).status, (await invite(asBob)).status); // prints: 200 403

// #region introspect
const careful = createTokenVerifier({ ...mock.verifierOptions(), revocation: "introspect" });
const token = (await bob.session.getToken())!;
await bob.auth.signOut();
console.log((await verifier.verify(token)).status); // prints: valid
const verdict = await careful.verify(token);
if (verdict.status === "refused") console.log(verdict.reason); // prints: session_revoked
// #endregion introspect

// #region api-keys
import { createApiKeyVerifier } from "@plinto/node";

const { baseUrl, fetch } = mock.connect();
const apiKeys = createApiKeyVerifier({ baseUrl, fetch, secretKey: mock.keys.secretKey });
const key = await ada.organizations.apiKeys.create({ orgId: mock.seed.organizations.acme.id, name: "Nightly export", scopes: ["members:read"] });

const program = await authenticateRequest({ headers: { authorization: `Bearer ${key.secret}` } }, { verifier, apiKeys });
if (program.status === "signed-in" && program.type === "api-key") console.log(program.name, program.scopes.join()); // prints: Nightly export members:read
// #endregion api-keys

// #region admin
import { bulk, createPlintoAdmin } from "@plinto/node";

const admin = createPlintoAdmin({ baseUrl, fetch, secretKey: mock.keys.secretKey });
const organization = await admin.organizations.create({ name: "Initech", ownerUserId: mock.seed.users.ada.id });
const { members } = admin.forOrganization(organization.id);
console.log((await members.list().toArray({ max: 10 })).length); // prints: 1
// #endregion admin

// #region bulk
const emails = ["peter@initech.test", "no address", "milton@initech.test"];
const report = await bulk(emails, (email, { options }) => admin.users.create({ email }, options), {
  key: "initech-2030-01",
  concurrency: 4,
});
console.log(report.succeeded, report.failed); // prints: 2 1
for (const { index, ok } of report.rows) if (!ok) console.log("row", index); // prints: row 1
// #endregion bulk

// #region audit
let created = 0;
for await (const row of admin.audit.stream({ outcome: "success" })) if (row.action === "organization.created") created += 1;
console.log(created > 0); // prints: true
// #endregion audit

// #region endpoint
import { createSessionEndpoint } from "@plinto/node";

const endpoint = createSessionEndpoint({ baseUrl, fetch, origins: ["https://app.example.com"] });
const server = (request: Request): Promise<Response> => endpoint.handle(request); // at /api/plinto/*
// In the page: createPlinto({ baseUrl, publishableKey, sessionEndpoint: "/api/plinto" })
// #endregion endpoint

const { email, password } = mock.seed.users.bob;
const signIn = (origin: string): Request =>
  new Request("https://app.example.com/api/plinto/v1/auth/sign-in", {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
const signedInHere = await server(signIn("https://app.example.com"));
console.log(signedInHere.headers.getSetCookie().some((cookie) => cookie.startsWith("__Host-plinto-refresh=rt_"))); // prints: true
console.log((await signedInHere.text()).includes("refreshToken")); // prints: false
console.log((await server(signIn("https://evil.test"))).status); // prints: 403
