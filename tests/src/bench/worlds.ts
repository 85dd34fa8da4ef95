import { createMock, type Mock } from "@plinto/mock";

/** A world with so many organizations, all of one person. */
export async function worldOf(organizations: number): Promise<Mock> {
  const mock = createMock({
    seed: {
      users: { ada: { email: "ada@acme.test" } },
      organizations: Object.fromEntries(Array.from({ length: organizations }, (_, index) => [`o${index}`, { owner: "ada" }])),
    },
  });
  await mock.ready();
  return mock;
}

/** One call after another with the environment's key; each has to be answered with 2xx. */
export async function call(mock: Mock, method: string, path: string, body?: string): Promise<string> {
  const response = await mock.fetch(`${mock.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${mock.keys.secretKey}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
  return text;
}

/** Renames an organization: a write with an event and an audit row. */
export async function rename(mock: Mock, orgId: string, number: number): Promise<void> {
  await call(mock, "PATCH", `/v1/organizations/${orgId}`, JSON.stringify({ name: `Name ${number}` }));
}

/** The organization that a world was made with first. */
export function firstOf(mock: Mock): string {
  return (mock.seed.organizations as Readonly<Record<string, { readonly id: string }>>)["o0"]!.id;
}
