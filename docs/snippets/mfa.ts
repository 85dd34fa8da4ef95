import { createPlinto, type PasskeyChallenge } from "@plinto/core";
import { getPasskey } from "@plinto/core/passkeys";
import { createMock, defineSeed } from "@plinto/mock";

// #region seed
const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, mary: { email: "mary@acme.test", mfa: true }, bob: { email: "bob@acme.test" } },
  organizations: { acme: { owner: "mary", members: { ada: "admin", bob: "member" } } },
});
const mock = createMock({ seed, clock: "virtual" });
const { totpSecret, recoveryCodes } = mock.seed.users.mary;
console.log(totpSecret.length, recoveryCodes.length); // prints: 32 10
// #endregion seed
const orgId = mock.seed.organizations.acme.id;
const plinto = createPlinto(mock.connect());

// #region enroll
await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
const { factor, uri } = await plinto.mfa.totp.enroll();
console.log(uri.split("?")[0]); // prints: otpauth://totp/Test:ada%40acme.test
const activation = await plinto.mfa.totp.activate({ factorId: factor.id, code: mock.totp("ada") });
console.log(activation.factor.status, activation.recoveryCodes?.codes.length); // prints: active 10
// #endregion enroll

// #region change
await mock.clock.advance("11m");
const late = await plinto.mfa.factors.delete({ factorId: factor.id }).safe();
if (!late.ok) console.log((late.error.details["challenge"] as { methods: string[] }).methods.join()); // prints: totp,recovery_code
await plinto.auth.stepUp({ method: "totp", code: mock.totp("ada") });
await plinto.mfa.factors.delete({ factorId: factor.id });
// #endregion change
await plinto.auth.signOut();

// #region sign-in
const result = await plinto.auth.signIn({ email: "mary@acme.test", password: "plinto-demo" });
if (result.status === "mfa_required") {
  console.log(result.factors.map(({ kind }) => kind).join()); // prints: totp,recovery_code
  const done = await plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: mock.totp("mary") }, rememberDevice: true });
  if (done.status === "complete") console.log(done.session.authenticationMethods.join()); // prints: pwd,otp,mfa
}
// #endregion sign-in

// #region require
await plinto.organizations.authPolicy.set({ orgId, mfa: "required" });
const bob = createPlinto(mock.as("bob"));
const refused = await bob.organizations.get({ orgId }).safe();
if (!refused.ok) console.log(refused.error.code, JSON.stringify(refused.error.details["mfa"]).includes("enrollable")); // prints: mfa_required_by_org true
// #endregion require

// #region enter
const newcomer = createPlinto(mock.connect());
const entering = await newcomer.auth.signIn({ email: "bob@acme.test", password: "plinto-demo", organizationId: orgId });
if (entering.status === "mfa_enrollment_required") {
  const begun = await newcomer.mfa.totp.enroll();
  await newcomer.mfa.totp.activate({ factorId: begun.factor.id, code: mock.totp("bob") });
  const entered = await newcomer.auth.continueSignIn({ step: "mfa_enrollment" });
  console.log(entered.status); // prints: complete
}
// #endregion enter

// #region step-up
plinto.onStepUp(async ({ challenge, createChallenge, stepUp }) => {
  if (challenge.methods.includes("passkey")) {
    const { id, publicKey } = (await createChallenge({ kind: "passkey" })) as PasskeyChallenge;
    return stepUp({ method: "passkey", challengeId: id, credential: await getPasskey(publicKey) });
  }
  return stepUp({ method: "totp", code: mock.totp("mary") });
});
await mock.clock.advance("11m");
const codes = await plinto.mfa.recoveryCodes.regenerate();
console.log(codes.codes.length); // prints: 10
// #endregion step-up
