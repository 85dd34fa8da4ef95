import { createPlinto } from "@plinto/core";
import { createSignIn } from "@plinto/core/sign-in";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.connect());
const { email, password } = mock.seed.users.mary;

// #region machine
const flow = createSignIn(plinto);
flow.subscribe(() => render(flow.get()));

const { step, error } = await flow.signIn({ email, password });
// #endregion machine

function render(_: ReturnType<typeof flow.get>): void {}

console.log(error, step.status); // prints: null mfa_required

// #region step
if (step.status === "mfa_required") {
  console.log(step.factors.map(({ kind }) => kind).join()); // prints: passkey,totp,recovery_code
  const next = await flow.proveFactor({ kind: "totp", code: mock.totp("mary") });
  console.log(next.step.status, plinto.session.current?.user.name); // prints: complete Mary Jackson
}
// #endregion step
await plinto.auth.signOut();

// #region refused
const refused = await flow.signIn({ email, password: "wrong" });
console.log(refused.error?.code, refused.step.status); // prints: invalid_credentials start
// #endregion refused

// #region code
await flow.sendOtp({ email: "bob@acme.test" });
const { code } = await mock.mailbox.waitFor({ to: "bob@acme.test", kind: "otp" });
const done = await flow.verifyOtp({ code });
console.log(done.step.status); // prints: complete
// #endregion code
