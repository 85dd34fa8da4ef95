import { expect, test } from "vitest";
import { FairSlots } from "../../src/webhooks/slots.ts";
import { orgId, asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";

// 128 endpoints of one organization that hang took every place, and everybody else waited for 30 seconds.
test("endpoints of one organization that hang hold up no other organization", { timeout: 60_000 }, async () => {
  const mock = still();
  for (let at = 0; at < 300; at += 1) (await endpoint(mock, { events: ["team.created"] })).receiver.hang({ times: 2 });
  const path = `/v1/organizations/${orgId(mock, "globex")}/webhooks`;
  const { receiver } = await endpoint(mock, { events: ["team.created"] }, path);
  for (const name of ["a", "b"]) await cause(mock, name);
  await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "globex")}/teams`, { name: "Theirs" });
  await receiver.waitFor("team.created");
  expect(teamsTold(receiver)).toEqual(["Theirs"]);
  expect(mock.webhooks.deliveries.at(-1)).toMatchObject({ organizationId: orgId(mock, "globex") });
  expect((await asEnvironment(mock).get(acmeWebhooks(mock))).status).toBe(200);
});

test("nobody takes more places than are left for the others, and who waits goes on in turn", async () => {
  const slots = new FairSlots(8);
  const running: string[] = [];
  const ends: (() => void)[] = [];
  const begin = (owner: string, name: string): Promise<void> =>
    slots.run(owner, async () => {
      running.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const works = Array.from({ length: 6 }, (_, at) => begin("acme", `a${at}`));
  works.push(...Array.from({ length: 3 }, (_, at) => begin("globex", `g${at}`)), begin("initech", "i0"));
  await expect.poll(() => running).toEqual(["a0", "a1", "a2", "a3", "g0", "g1", "i0"]);
  ends[0]!();
  await expect.poll(() => running.slice(7)).toEqual([]);
  ends[4]!();
  // Globex has one now and Acme three, so Globex is next.
  await expect.poll(() => running.slice(7)).toEqual(["g2"]);
  for (let at = 0; at < works.length; at += 1) {
    await expect.poll(() => ends.length).toBeGreaterThan(at);
    ends[at]!();
  }
  await Promise.all(works);
  expect(running.filter((name) => name.startsWith("a"))).toEqual(["a0", "a1", "a2", "a3", "a4", "a5"]);
});
