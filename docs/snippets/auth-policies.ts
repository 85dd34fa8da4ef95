import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock({ clock: "virtual" });
const orgId = mock.seed.organizations.acme.id;
const ada = createPlinto(mock.as("ada"));
const bob = createPlinto(mock.as("bob"));

// #region set
const enroll = async (plinto: typeof ada, person: string): Promise<void> => {
  const { factor } = await plinto.mfa.totp.enroll();
  await plinto.mfa.totp.activate({ factorId: factor.id, code: mock.totp(person) });
};
await enroll(ada, "ada"); // whoever sets a policy has to meet it
const policy = await ada.organizations.authPolicy.set({ orgId, mfa: "required", rememberDevices: false, session: { maxAgeSeconds: 43_200 } });
console.log(policy.mfa, policy.allowedMethods.join(" ")); // prints: required password magic_link otp passkey oauth
// #endregion set

// #region refused
const refused = await bob.organizations.get({ orgId }).safe();
if (!refused.ok) console.log(refused.error.code, (refused.error.details["mfa"] as { enrollable: string[] }).enrollable.join(" ")); // prints: mfa_required_by_org totp passkey
// #endregion refused

// #region online
await enroll(bob, "bob");
console.log((await bob.organizations.get({ orgId })).name); // prints: Acme
// #endregion online

// #region lockout
const outside = await ada.organizations.authPolicy.set({ orgId, mfa: "required", ipRanges: ["203.0.113.0/24"] }).safe();
if (!outside.ok) console.log(outside.error.code); // prints: would_lock_out_actor
// #endregion lockout
