import { createMock, defineSeed } from "@plinto/mock";

// #region seed
const seed = defineSeed({
  users: { mia: { email: "mia@shop.test", identities: { google: true, github: { email: "mia@home.test", emailVerified: false } } } },
  providerPeople: { eve: { email: "mia@shop.test", emailVerified: false, providers: ["microsoft"] } },
});
const mock = createMock({ seed });
// #endregion seed
await mock.ready();

// #region client
const { issuer, clientId, redirectUri } = mock.providers.client("google");
console.log(issuer, clientId); // prints: https://api.plinto.test/__providers/google plinto-mock-google
console.log(redirectUri); // prints: https://api.plinto.test/v1/oauth/google/callback
// #endregion client

// #region signed-in
await mock.providers.signIn("google", "mia");
// #endregion signed-in
console.log(mock.providers.people("microsoft").length); // prints: 1
