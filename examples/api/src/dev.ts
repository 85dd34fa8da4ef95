/** The API beside a whole Plinto of its own, offline. */
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { ui } from "@plinto/mock-ui";
import { createPlintoAdmin } from "@plinto/node";
import { startApi } from "./start.ts";

const port = Number(process.env["PORT"] ?? 3000);
const mock = createMock();
const plinto = await serveMock(mock, { port: Number(process.env["PLINTO_PORT"] ?? 4010), ui });
const { secretKey } = mock.keys;
const admin = createPlintoAdmin({ baseUrl: plinto.url, secretKey });
const { secret } = await admin.webhooks.create({ url: `http://127.0.0.1:${port}/webhooks`, events: ["member.*"] });
const api = await startApi({ plintoUrl: plinto.url, secretKey, webhookSecret: secret!, port, dataFolder: undefined }, { allowMockKeys: true });

console.log(`The API answers at ${api.url}, Plinto at ${plinto.url}, with its inspector at ${plinto.url}/__plinto.`);
console.log("Ask as Ada, an owner, or as Bob, a member. The tokens are good for five minutes.\n");
for (const person of ["ada", "bob"]) {
  const token = await createPlinto(mock.as(person, { organization: "acme" })).session.getToken();
  console.log(`  export ${person.toUpperCase()}=${token}\n`);
}
console.log(`  curl ${api.url}/seats -H "authorization: Bearer $ADA"`);
console.log(`  curl ${api.url}/bill -H "authorization: Bearer $BOB"`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void Promise.all([api.close(), plinto.close()]));
