// #region stream
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { createPlintoAdmin } from "@plinto/node";
import { createTokenVerifier } from "@plinto/node/realtime";

const mock = createMock();
const { baseUrl, fetch, WebSocket } = mock.connect();
// In production: createTokenVerifier({ issuer: "https://api.example.com", secretKey, revocation: "stream" })
const verifier = createTokenVerifier({ ...mock.verifierOptions(), WebSocket, revocation: "stream" });
await verifier.ready();

const token = (await createPlinto(mock.as("bob")).session.getToken())!;
console.log(verifier.stream.status, (await verifier.verify(token)).status); // prints: live valid

const admin = createPlintoAdmin({ baseUrl, fetch, secretKey: mock.keys.secretKey });
const heard = new Promise((resolve) => void verifier.stream.on("event", resolve));
await admin.users.ban({ userId: mock.seed.users.bob.id });
await heard;
const verdict = await verifier.verify(token);
if (verdict.status === "refused") console.log(verdict.reason); // prints: user_banned
// #endregion stream

// #region push
import { followPolicies } from "@plinto/node/realtime";
import { createPolicyClient } from "@plinto/policy/sync";
import { createRealtime } from "@plinto/realtime";

const organizationId = mock.seed.organizations.acme.id;
const policies = createPolicyClient({ baseUrl, fetch, secretKey: mock.keys.secretKey, organizationId, allowMockKeys: true });
const realtime = createRealtime(admin, { WebSocket });
const following = followPolicies(policies, { realtime, organizationId });
await policies.ready();
// #endregion push

const ada = createPlinto(mock.as("ada", { organization: "acme" }));
await following.ready();
const arrived = new Promise((resolve) => void policies.on("changed", resolve));
await ada.policies.create({ name: "No exports", document: { effect: "deny", actions: ["audit:export"], resources: ["*"] } });
await arrived;
const subject = { type: "user", id: mock.seed.users.ada.id, roles: ["owner"] } as const;
console.log(policies.evaluate({ action: "audit:export", subject, resource: { type: "audit_log" }, organizationId }).reason); // prints: policy_deny

// #region close
following.close();
await Promise.all([verifier.close(), policies.close(), realtime.close()]);
// #endregion close
