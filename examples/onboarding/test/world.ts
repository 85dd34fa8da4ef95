import { createMock } from "@plinto/mock";
import type { Mock } from "@plinto/mock";
import { createPlintoAdmin, type PlintoAdmin } from "@plinto/node";
import type { Tenant } from "../src/tenant.ts";

/** A Plinto with nothing in it, and what counts what came into it. */
export interface World {
  readonly mock: Mock;
  readonly admin: PlintoAdmin;
  /** The most calls that were under way at once. */
  mostAtOnce(): number;
}

export function emptyWorld(): World {
  const mock = createMock({ seed: "empty" });
  const { baseUrl, fetch, clock } = mock.connect();
  let [underWay, most] = [0, 0];
  const counted: typeof fetch = async (input, init) => {
    most = Math.max(most, ++underWay);
    try {
      return await fetch(input, init);
    } finally {
      underWay -= 1;
    }
  };
  // Without waits between attempts: what is tested is what comes of them.
  const admin = createPlintoAdmin({ baseUrl, fetch: counted, clock, secretKey: mock.keys.secretKey, retry: { retries: 0 } });
  return { mock, admin, mostAtOnce: () => most };
}

/** As many tenants, of two owners, each with two admins. */
export function manyTenants(count: number): Tenant[] {
  return Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    customer: `crm-${index}`,
    name: `Tenant ${index}`,
    slug: `tenant-${index}`,
    ownerEmail: `owner-${index % 2}@tenants.test`,
    ownerName: `Owner ${index % 2}`,
    admins: [`first-${index}@tenants.test`, `second-${index}@tenants.test`],
  }));
}

/** What is there: each thing should be there once. */
export async function inventory(mock: Pick<Mock, "mailbox">, admin: PlintoAdmin): Promise<{ users: number; organizations: number; invitations: number }> {
  const users = await admin.users.list({ pageSize: 100 }).toArray({ max: 1_000 });
  const organizations = await admin.organizations.list({ pageSize: 100 }).toArray({ max: 1_000 });
  const sent = mock.mailbox.messages.filter(({ kind }) => kind === "invitation").map(({ to }) => to);
  if (new Set(sent).size !== sent.length) throw new Error("Somebody was invited twice.");
  return { users: users.length, organizations: organizations.length, invitations: sent.length };
}
