import { createPlinto } from "@plinto/core";
import { invalidations, organizations, personScope, type Query, queryScope } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));
const orgId = mock.seed.organizations.acme.id;

// #region query
const { queryKey, queryFn } = organizations.get(plinto, { orgId });
const [, resource, method, kind] = queryKey;
console.log(resource, method, kind); // prints: organizations get item
console.log((await queryFn()).name); // prints: Acme
// #endregion query

// #region cache
const held = new Map<string, unknown>();

async function read<T>({ queryKey: key, queryFn: perform }: Query<T>): Promise<T> {
  const name = JSON.stringify(key);
  if (!held.has(name)) held.set(name, await perform());
  return held.get(name) as T;
}

/** What begins like this is read again: `[scope]` for everything of a person, `[scope, resource, method]` for a query. */
function forget(beginning: readonly string[]): void {
  const start = JSON.stringify(beginning).slice(0, -1);
  for (const name of held.keys()) if (name.startsWith(start)) held.delete(name);
}
// #endregion cache

// #region change
await read(organizations.get(plinto, { orgId }));
await plinto.organizations.update({ orgId, name: "Acme Labs" });
for (const stale of invalidations["updateOrganization"] ?? []) forget([queryScope(plinto), ...stale]);
console.log((await read(organizations.get(plinto, { orgId }))).name); // prints: Acme Labs
// #endregion change

// #region server
const { storage: _, ...transport } = mock.connect();
const accessToken = await plinto.session.getToken();
const onTheServer = createPlinto(transport).withSession(accessToken!);
console.log(queryScope(onTheServer) === queryScope(plinto)); // prints: true
// #endregion server

// #region sign-out
const person = personScope(plinto);
await plinto.auth.signOut();
for (const name of held.keys()) if ((JSON.parse(name) as string[])[0]!.startsWith(person)) held.delete(name);
console.log(held.size, personScope(plinto) === person); // prints: 0 false
// #endregion sign-out
