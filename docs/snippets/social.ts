import { createPlinto, createProofKey } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.connect());

// #region start
// Kept while the person is away: whoever brings the ticket has to show it.
const { codeVerifier, codeChallenge } = await createProofKey();

const { url } = await plinto.oauth.start({
  provider: "google",
  redirectTo: "http://localhost:5173/welcome",
  codeChallenge,
});
// In a browser: location.assign(url);
// #endregion start

// #region approve
const back = new URL(await mock.providers.approve(url, "ada"));
// #endregion approve

// #region exchange
const result = await plinto.oauth.exchange({ ticket: back.searchParams.get("ticket")!, codeVerifier });
if (result.status === "complete") console.log(result.user.email); // prints: ada@acme.test
// #endregion exchange

// #region fail
await mock.providers.fail("google", "wrong_nonce", { times: 1 });
const again = await plinto.oauth.start({ provider: "google", redirectTo: "http://localhost:5173/welcome", codeChallenge });
const failed = new URL(await mock.providers.approve(again.url, "ada"));
console.log(failed.searchParams.get("error")); // prints: provider_error
// #endregion fail

// #region stranger
import { isPlintoError } from "@plinto/core";

await mock.providers.add("github", { email: "bob@acme.test", emailVerified: false });
const third = await plinto.oauth.start({ provider: "github", redirectTo: "http://localhost:5173/welcome", codeChallenge });
const ticket = new URL(await mock.providers.approve(third.url, "bob")).searchParams.get("ticket")!;
try {
  await plinto.oauth.exchange({ ticket, codeVerifier });
} catch (error) {
  if (!isPlintoError(error, "account_link_required")) throw error;
  console.log(error.code); // prints: account_link_required
}
// #endregion stranger

// #region link
const bob = createPlinto(mock.as("bob"));
const link = await bob.identities.link({
  provider: "github",
  redirectTo: "http://localhost:5173/settings",
  codeChallenge,
});
const linked = new URL(await mock.providers.approve(link.url, "bob"));
const identity = await bob.identities.confirmLink({ ticket: linked.searchParams.get("ticket")!, codeVerifier });
console.log(identity.provider, identity.emailVerified); // prints: github false
// #endregion link
