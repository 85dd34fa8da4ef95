import { compilePolicies, decideAccess, accessRoles } from "@plinto/policy";
import { createPolicyClient, isPolicyError, type PolicyClient } from "@plinto/policy/sync";

const organizationId = "org_01hzy3v5q8w9x0a1b2c3d4e5f6";

const bundle = {
  format: "plinto.policies.v1",
  organizationId,
  revision: "rev_1",
  sequence: 1,
  generatedAt: "2026-03-01T00:00:00.000Z",
  policies: [{ id: "pol_1", version: 1, document: { effect: "allow", actions: ["documents:*"], resources: ["document:*"], subjects: ["role:member"] } }],
  roles: [{ key: "member", level: 2, permissions: ["org:read"] }],
} as const;

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${what} does not hold on this runtime`);
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** What every runtime has to do with the built package: decide, verify a bundle of either algorithm, refuse a forged one, report. */
export async function policySuite(): Promise<void> {
  const question = { action: "documents:read", subject: { type: "user", id: "usr_1", roles: ["member"] }, resource: { type: "document", id: "doc_1" } };
  const engine = compilePolicies(bundle.policies);
  check(decideAccess(engine, { ...question, action: "org:read" }, accessRoles(bundle.roles)).reason === "role_allow", "deciding by roles");

  for (const parameters of [
    { alg: "RS256", name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    { alg: "ES256", name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
  ]) {
    const pair = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "key_1" };
    const text = JSON.stringify(bundle);
    const encode = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
    const header = base64url(encode(JSON.stringify({ alg: parameters.alg, kid: "key_1" })));
    const signature = new Uint8Array(await crypto.subtle.sign(parameters, pair.privateKey, encode(`${header}.${base64url(encode(text))}`)));
    let reports = 0;
    const fetchOf =
      (body: string) =>
      async (url: string, init: RequestInit): Promise<Response> => {
        if (url.endsWith("/jwks.json")) return Response.json({ keys: [jwk] });
        if (init.method === "POST") {
          reports += (JSON.parse(init.body as string) as { evaluations: unknown[] }).evaluations.length;
          return new Response(null, { status: 202 });
        }
        return new Response(body, { headers: { etag: '"1"', "plinto-bundle-signature": `${header}..${base64url(signature)}` } });
      };
    const clientOf = (body: string): PolicyClient =>
      createPolicyClient({
        baseUrl: "https://api.plinto.test",
        secretKey: "sk_test_runtimes",
        organizationId,
        fetch: fetchOf(body),
        // Whether an allowed question is among the sampled ones is chance.
        reportEvaluations: { sampleRate: 0 },
      });

    // Not closed: its timers must not keep the process alive.
    const policies = clientOf(text);
    await policies.ready();
    check(policies.evaluate(question).reason === "policy_allow", `deciding by a bundle signed with ${parameters.alg}`);
    check(policies.evaluate({ ...question, action: "documents" }).decision === "deny", "denying by default");
    await policies.flush();
    check(reports === 1, "reporting a denial");

    const forged = clientOf(text.replace("role:member", "role:viewer"));
    const refusal: unknown = await forged.ready().catch((error: unknown) => error);
    check(isPolicyError(refusal, "bundle_signature_invalid"), `refusing a bundle that was changed after ${parameters.alg} signed it`);
    await forged.close();
  }
}
