import { expect, test } from "vitest";
import { gate, type Issuer, makeIssuer, makeKey } from "../support/issuer.ts";

const environment = await makeKey("environment");
const first = await makeKey("first");
const second = await makeKey("second");
const seconds = (count: number): number => count * 1000;

const acme = "org_01hzy3v5q8w9x0a1b2c3d4e5f6";
const globex = "org_01hzy3v5q8w9x0a1b2c3d4e5f7";
const setOf = (organization: string): string => `/v1/organizations/${organization}/.well-known/jwks.json`;

/** An API in which these organizations have keys of their own beside the environment's, and no other organization is there. */
function worldOf(sets: Record<string, readonly object[]> = { [acme]: [first.jwk], [globex]: [second.jwk] }): Issuer {
  const world = makeIssuer([environment]);
  world.instead = () => {
    const organization = /organizations\/(\w+)/.exec(world.asked.at(-1)!)?.[1];
    if (organization === undefined) return Response.json({ keys: [environment.jwk] });
    const own = sets[organization];
    if (own) return Response.json({ keys: [...own, environment.jwk] });
    return Response.json({ type: "about:blank", title: "Not found", status: 404, code: "not_found" }, { status: 404 });
  };
  return world;
}

const madeUp = (name: number): string => `org_01hzy3v5q8w9x0a1b2c3d4${String(name).padStart(4, "0")}`;
const perOrganization = { tenantKeys: "per-organization" } as const;

test("with keys per organization no organization's key verifies a token of another", async () => {
  const world = worldOf();
  const verifier = world.verifier(perOrganization);
  expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "valid" });
  expect(await verifier.verify(await world.sign(second, { org_id: globex }))).toMatchObject({ status: "valid" });
  expect(await verifier.verify(await world.sign(first, { org_id: globex }))).toMatchObject({ reason: "key_unknown" });
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ reason: "key_unknown" });
  expect(await verifier.verify(await world.sign(environment, { org_id: globex }))).toMatchObject({ status: "valid" });
  expect(world.asked).toEqual(["/.well-known/jwks.json", setOf(acme), setOf(globex)]);
});

test("an organization that is none reaches no path", async () => {
  const world = worldOf();
  for (const org_id of ["../../evil", "", "org_", 1]) {
    expect(await world.verifier(perOrganization).verify(await world.sign(first, { org_id }))).toMatchObject({ reason: "token_malformed" });
  }
  expect(world.asked).toEqual([]);
});

test("an organization that is not there is not asked about again for half a minute", async () => {
  const world = worldOf({});
  const verifier = world.verifier(perOrganization);
  for (let time = 0; time < 3; time += 1)
    expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "refused", reason: "key_unknown" });
  expect(world.asked).toEqual(["/.well-known/jwks.json", setOf(acme)]);
  world.clock.ms += seconds(30);
  await verifier.verify(await world.sign(first, { org_id: acme }));
  expect(world.asked.filter((path) => path === setOf(acme))).toHaveLength(2);
});

// Anybody can write a name into a token. 1,500 of them at once made 1,273 calls and took the kept keys of others along.
test.each(["at once", "one after the other"])("names that strangers make up, %s, are asked about twenty times, and take no kept keys along", async (order) => {
  const world = worldOf();
  const verifier = world.verifier(perOrganization);
  expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "valid" });
  const before = world.asked.length;
  const template = (await world.sign(second, { org_id: acme })).split(".");
  const forged = (name: number): string => {
    const claims = JSON.parse(Buffer.from(template[1]!, "base64url").toString()) as object;
    return [template[0], Buffer.from(JSON.stringify({ ...claims, org_id: madeUp(name) })).toString("base64url"), template[2]].join(".");
  };
  const all = Array.from({ length: 1_500 }, (_, name) => forged(name));
  if (order === "at once") await Promise.all(all.map((token) => verifier.verify(token)));
  else for (const token of all) await verifier.verify(token);
  expect(world.asked.length - before).toBe(20);
  expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "valid" });
  // Not seen yet, with a key of its own: it has to wait.
  expect(await verifier.verify(await world.sign(second, { org_id: globex }))).toMatchObject({
    status: "unavailable",
    reason: "keys_unavailable",
    retryAfterSeconds: 30,
  });
  world.clock.ms += seconds(30);
  expect(await verifier.verify(await world.sign(second, { org_id: globex }))).toMatchObject({ status: "valid" });
});

// Twenty forged tokens each half minute kept out every organization whose keys had not been seen yet.
test("what a key of the environment has signed is asked about, however many names strangers try", async () => {
  const world = worldOf();
  const verifier = world.verifier(perOrganization);
  for (let name = 0; name < 25; name += 1) await verifier.verify(await world.sign(second, { org_id: madeUp(name) }));
  const forged = await world.sign({ ...second, kid: environment.kid }, { org_id: globex });
  expect(await verifier.verify(forged)).toMatchObject({ status: "unavailable" });
  expect(world.asked).not.toContain(setOf(globex));
  expect(await verifier.verify(await world.sign(environment, { org_id: globex }))).toMatchObject({ status: "valid" });
  expect(await verifier.verify(await world.sign(second, { org_id: globex }))).toMatchObject({ status: "valid" });
});

test("organizations that come for the first time, one after the other, are as many as there are", async () => {
  const names = Array.from({ length: 60 }, (_, name) => madeUp(name));
  const world = worldOf(Object.fromEntries(names.map((name) => [name, [first.jwk]])));
  const verifier = world.verifier(perOrganization);
  for (const org_id of names) expect(await verifier.verify(await world.sign(first, { org_id }))).toMatchObject({ status: "valid" });
});

test("tokens of one organization that come at once share one request for its keys", async () => {
  const world = worldOf();
  const { instead } = world;
  const answer = gate();
  world.instead = async () => {
    const made = instead!();
    await answer.opened;
    return made;
  };
  const verifier = world.verifier(perOrganization);
  const token = await world.sign(first, { org_id: acme });
  const verdicts = Array.from({ length: 30 }, () => verifier.verify(token));
  answer.open();
  expect(new Set((await Promise.all(verdicts)).map(({ status }) => status))).toEqual(new Set(["valid"]));
  expect(world.asked).toEqual(["/.well-known/jwks.json", setOf(acme)]);
});

test("tokens of two organizations that come at once are verified with the keys of each", async () => {
  const world = worldOf();
  const verifier = world.verifier(perOrganization);
  const signed = await Promise.all([
    world.sign(first, { org_id: acme }),
    world.sign(second, { org_id: globex }),
    world.sign(first, { org_id: globex }),
    world.sign(second, { org_id: acme }),
  ]);
  const verdicts = await Promise.all(signed.map((token) => verifier.verify(token)));
  expect(verdicts.map(({ status }) => status)).toEqual(["valid", "valid", "refused", "refused"]);
});

test("while an organization's keys cannot be had its tokens are unavailable, it is asked once a second, and it recovers", async () => {
  const world = worldOf();
  const { instead } = world;
  const verifier = world.verifier(perOrganization);
  const asked = (): number => world.asked.filter((path) => path === setOf(acme)).length;
  world.instead = () => new Response("", { status: 403 });
  for (let time = 0; time < 3; time += 1)
    expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "unavailable", reason: "keys_unavailable" });
  expect(asked()).toBe(1);
  world.instead = instead;
  world.clock.ms += seconds(1);
  expect(await verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ status: "valid" });
});

test("an organization that was deleted is believed no longer once its set was asked for anew", async () => {
  const sets: Record<string, readonly object[]> = { [acme]: [first.jwk] };
  const world = worldOf(sets);
  const verifier = world.verifier(perOrganization);
  await verifier.verify(await world.sign(first, { org_id: acme }));
  delete sets[acme];
  world.clock.ms += seconds(300);
  await verifier.verify(await world.sign(first, { org_id: acme }));
  await expect.poll(async () => verifier.verify(await world.sign(first, { org_id: acme }))).toMatchObject({ reason: "key_unknown" });
});
