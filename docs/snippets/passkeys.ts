import { createPlinto, isPlintoError } from "@plinto/core";
import { createPasskey, getPasskey } from "@plinto/core/passkeys";
import { createMock, defineSeed } from "@plinto/mock";

// #region authenticator
const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, kay: { email: "kay@acme.test", passkey: true } },
  organizations: { acme: { owner: "kay", authPolicy: { passkeyUserVerification: "required" } } },
});
const mock = createMock({ seed });
const { credentials } = mock.passkeys.authenticator();
// #endregion authenticator

const plinto = createPlinto(mock.connect());
await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });

// #region register
const registration = await plinto.passkeys.beginRegistration();
const { passkey, recoveryCodes } = await plinto.passkeys.completeRegistration({
  challengeId: registration.challengeId,
  // In a page leave `credentials` out: then it is the browser's.
  credential: await createPasskey(registration.publicKey, { credentials }),
  name: "My laptop",
});
console.log(passkey.name, recoveryCodes?.codes.length); // prints: My laptop 10
// #endregion register
await plinto.auth.signOut();

// #region sign-in
const { challengeId, publicKey } = await plinto.passkeys.beginSignIn();
const credential = await getPasskey(publicKey, { credentials });
const result = await plinto.passkeys.signIn({ challengeId, credential });
if (result.status === "complete") console.log(result.user.email, result.session.authenticationMethods.join(" ")); // prints: ada@acme.test swk user mfa
// #endregion sign-in
await plinto.auth.signOut();

// #region second-factor
const started = await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
console.log(started.status); // prints: mfa_required
const challenge = await plinto.mfa.challenges.create({ kind: "passkey" });
if (challenge.kind === "passkey") {
  const answer = { challengeId: challenge.id, credential: await getPasskey(challenge.publicKey, { credentials }) };
  const done = await plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "passkey", ...answer } });
  console.log(done.status); // prints: complete
}
// #endregion second-factor

// #region failure
const empty = mock.passkeys.authenticator();
try {
  await getPasskey(publicKey, { credentials: empty.credentials });
} catch (error) {
  if (isPlintoError(error, "passkey_cancelled")) console.log("offer another way"); // prints: offer another way
}
// #endregion failure

// #region seeded
const kay = mock.passkeys.authenticator({ passkeysOf: "kay" });
const begun = await plinto.passkeys.beginSignIn();
const signedIn = await plinto.passkeys.signIn({ challengeId: begun.challengeId, credential: await kay.get(begun.publicKey) });
console.log(signedIn.status); // prints: complete
// #endregion seeded

// #region organization
const orgId = mock.seed.organizations.acme.id;
const forAcme = await plinto.passkeys.beginSignIn({ organizationId: orgId });
console.log(forAcme.publicKey.userVerification); // prints: required
const inAcme = await plinto.passkeys.signIn({ challengeId: forAcme.challengeId, credential: await kay.get(forAcme.publicKey), organizationId: orgId });
console.log(inAcme.status); // prints: complete
// #endregion organization

// #region deviation
const forged = await plinto.passkeys.beginSignIn();
const refused = await plinto.passkeys
  .signIn({ challengeId: forged.challengeId, credential: await kay.get(forged.publicKey, { origin: "https://evil.test" }) })
  .safe();
if (!refused.ok) console.log(refused.error.code); // prints: webauthn_verification_failed
// #endregion deviation
