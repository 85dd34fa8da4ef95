/** Three runs against a Plinto of its own that fails at first, offline. */
import { readFileSync } from "node:fs";
import { createMock } from "@plinto/mock";
import { createPlintoAdmin } from "@plinto/node";
import { onboard } from "./onboard.ts";
import { readTenants } from "./tenant.ts";

const mock = createMock();
const { baseUrl, fetch, clock } = mock.connect();
const admin = createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey });
const tenants = readTenants(readFileSync(new URL("../tenants.csv", import.meta.url), "utf8"));

const run = async (): Promise<void> => {
  const { succeeded, failed } = await onboard(admin, tenants, { concurrency: 4, progress: (line) => console.log(`  ${line}`) });
  console.log(`  ${succeeded} succeeded, ${failed} failed\n`);
};

console.log("While invitations are down:");
mock.faults.add({ operation: "createInvitation", code: "permission_denied", times: 3 });
await run();
console.log("Again:");
await run();
console.log("And again:");
await run();
console.log(`${mock.mailbox.messages.filter(({ kind }) => kind === "invitation").length} invitations were sent.`);
