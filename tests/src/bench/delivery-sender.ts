/**
 * A mock in a process of its own whose seed has organizations with ten endpoints each, at the address that is named. It
 * tells its processor time when it is asked, with what it knows of the deliveries of endpoints that hang.
 */
import { createMock, type Seed, type SeedOrganization, type SeedWebhook } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { endpointsEach, organizationCount } from "./delivery-plan.ts";

const [, , receivers = ""] = process.argv;
const organizations: Record<string, SeedOrganization> = {};
const webhooks: Record<string, SeedWebhook> = {};
for (let at = 0; at < organizationCount; at += 1) {
  organizations[`org-${at}`] = { owner: "ada" };
  for (let one = 0; one < endpointsEach; one += 1) {
    const number = at * endpointsEach + one;
    webhooks[`hook-${number}`] = { organization: `org-${at}`, url: `${receivers}/${number}`, events: ["team.created"] };
  }
}
const seed: Seed = { users: { ada: { email: "ada@acme.test" } }, organizations, webhooks };
const mock = createMock({ seed });
await mock.ready();
const { url } = await serveMock(mock);
const orgIds = Object.values(mock.seed.organizations).map(({ id }) => id);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const byStatus: Record<string, number> = {};
  for (const { status } of mock.webhooks.deliveries) byStatus[status] = (byStatus[status] ?? 0) + 1;
  process.send?.({ cpuMs: (user + system) / 1000, byStatus });
});
process.send?.({ url, secretKey: mock.keys.secretKey, orgIds });
