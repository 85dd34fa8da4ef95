import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { createPlintoAdmin, createTokenVerifier } from "@plinto/node";
import { fetchAuth } from "@plinto/node/fetch";

const mock = createMock();
const { requirePermission } = fetchAuth({ verifier: createTokenVerifier(mock.verifierOptions()) });
const invite = requirePermission("members:invite", (_, auth) => new Response(auth.organizationRole));
const answers = [];
for (const person of ["ada", "bob"]) {
  const token = await createPlinto(mock.as(person, { organization: "acme" })).session.getToken();
  const answer = await invite(new Request("https://app.test/", { headers: { authorization: `Bearer ${token}` } }));
  answers.push(answer.status);
}
answers.push((await invite(new Request("https://app.test/"))).status);
const { baseUrl, fetch } = mock.connect();
const admin = createPlintoAdmin({ baseUrl, fetch, secretKey: mock.keys.secretKey });
answers.push((await admin.environment.get()).id.slice(0, 4));
console.log(answers.join(" "));
