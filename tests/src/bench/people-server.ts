/** A mock with so many people at work, behind its server door, in a process of its own. Says who they are. */
import { createPlinto } from "@plinto/core";
import { createMock, type Seed } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import type { Person } from "./people.ts";

const people = Number(process.argv[2]);
const inOne = 50;
const numbers = Array.from({ length: people }, (_, index) => index);
const seed: Seed = {
  users: Object.fromEntries(numbers.map((number) => [`p${number}`, { email: `p${number}@work.test` }])),
  organizations: Object.fromEntries(
    numbers
      .filter((number) => number % inOne === 0)
      .map((first) => [
        `o${first}`,
        { owner: `p${first}`, members: Object.fromEntries(numbers.slice(first + 1, first + inOne).map((one) => [`p${one}`, "member"])) },
      ]),
  ),
};
const mock = createMock({ seed });
const { url } = await serveMock(mock);
await mock.ready();
const organizations = mock.seed.organizations as Readonly<Record<string, { readonly id: string }>>;
const working: Person[] = [];
for (const number of numbers) {
  const organization = `o${number - (number % inOne)}`;
  const { session } = createPlinto(mock.as(`p${number}`, { organization }));
  working.push({ accessToken: (await session.getToken())!, organizationId: organizations[organization]!.id });
  session.close();
}
process.send?.({ url, people: working });
