import { authenticateRequest, bulk, createPlintoAdmin, createSessionEndpoint, createTokenVerifier, type PermissionName, type RoleName } from "@plinto/node";
import { expressAuth, requirePermission, signedIn } from "@plinto/node/express";
import { fetchAuth } from "@plinto/node/fetch";

export const verifier = createTokenVerifier({ issuer: "https://api.example.com" });
export const own: PermissionName = "documents:export";
export const role: RoleName = "billing-manager";
// @ts-expect-error a letter is missing
export const misspelt: PermissionName = "documents:expor";
export const guarded = requirePermission("documents:export");
// @ts-expect-error a letter is missing
requirePermission("members:invit");
export const everybody = expressAuth({ verifier });
export const who = (request: Parameters<typeof signedIn>[0]) => signedIn(request).userId;
export const { auth, requireAuth } = fetchAuth({ verifier });
export const judged = (request: Request) => authenticateRequest(request, { verifier });
export const admin = createPlintoAdmin({ baseUrl: "https://api.example.com", secretKey: "sk_test_1" });
export const { audit, environment, events, organizations, webhooks } = admin;
export const scope = admin.forOrganization("org_1");
export const rows = () => audit.stream();
export const listed = () => events.list();
export const delivery = () => webhooks.deliveries.get({ webhookId: "wh_1", deliveryId: "dlv_1" });
export const imported = () => bulk(["a@acme.test"], (email, { options }) => admin.users.create({ email }, options));
export const endpoint = createSessionEndpoint({ baseUrl: "https://api.example.com" });
export async function userOf(request: Request): Promise<string | null> {
  const found = await judged(request);
  // @ts-expect-error nobody may be signed in
  void found.userId;
  return found.status === "signed-in" ? found.userId : null;
}
