import { expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { socketOf } from "./plain-socket.ts";

const small = defineSeed({
  users: { ada: { email: "ada@small.test" } },
  organizations: { small: { owner: "ada", plan: "free" }, large: { owner: "ada", plan: "enterprise" } },
});

test.for([
  ["enforce", 101],
  ["count", 102],
] as const)("with limits to %s, a free organization has sockets for a hundred and the plan of another does not care", async ([limits, most]) => {
  const made = createMock({ seed: small, limits });
  await made.ready();
  const mock = made as unknown as Mock;
  const topic = `organization:${made.seed.organizations.small.id}`;
  for (let count = 0; count < 100; count++) await (await socketOf(mock, null)).subscribe(topic);
  const other = await socketOf(mock, null);
  await other.subscribe(`organization:${made.seed.organizations.large.id}`);
  const last = await socketOf(mock, null);
  last.send({ kind: "subscription", id: "1", topic });
  if (limits === "enforce") expect(await last.ended).toEqual({ code: 4204, name: "connection_limit" });
  else await last.next("subscription");
  expect(mock.realtime.connections).toHaveLength(most);
});
