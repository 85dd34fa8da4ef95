import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock({ clock: "virtual" });
const plinto = createPlinto(mock.connect());

// #region sign-in
const result = await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
switch (result.status) {
  case "complete":
    console.log(result.user.name); // prints: Ada Lovelace
    break;
  case "email_verification_required":
    console.log(`look into ${result.email}`);
    break;
  case "organization_required":
    console.log(result.organizations.map(({ name }) => name));
    break;
  default:
    console.log("this step is newer than this program");
}
// #endregion sign-in

// #region observe
const stop = plinto.session.subscribe(() => console.log(plinto.session.status));
// #endregion observe
stop();

// #region token
const before = await plinto.session.getToken();
await mock.clock.advance("10m");
const after = await plinto.session.getToken();
console.log(before !== after, plinto.session.status); // prints: true active
// #endregion token

// #region sign-out
await plinto.auth.signOut();
console.log(plinto.session.current, await plinto.session.getToken()); // prints: null null
// #endregion sign-out
