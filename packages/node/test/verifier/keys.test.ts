import { expect, test } from "vitest";
import { gate, makeIssuer, makeKey } from "../support/issuer.ts";

const first = await makeKey("first");
const second = await makeKey("second");
const seconds = (count: number): number => count * 1000;

test("requests that come at once share one request for the keys", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  const token = await world.sign(first);
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)));
  expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(["valid"]));
  expect(world.asked).toHaveLength(1);
});

test("keys are used for five minutes without asking", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  world.clock.ms += seconds(299);
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "valid" });
  expect(world.asked).toHaveLength(1);
});

test("keys that are old are used while they are asked for anew: nobody waits", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  const answer = gate();
  world.instead = async () => {
    await answer.opened;
    return Response.json({ keys: [first.jwk] });
  };
  world.clock.ms += seconds(300);
  for (let request = 0; request < 3; request += 1) expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "valid" });
  expect(world.asked).toHaveLength(2);
  answer.open();
});

test("a key that was withdrawn is believed no longer once the set was loaded anew", async () => {
  const world = makeIssuer([first, second]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  world.keys = [second.jwk];
  world.clock.ms += seconds(300);
  await verifier.verify(await world.sign(first));
  await expect.poll(async () => verifier.verify(await world.sign(first))).toMatchObject({ reason: "key_unknown" });
  expect(await verifier.verify(await world.sign(second))).toMatchObject({ status: "valid" });
});

test("a key that is new is looked for at once, and then at most every 30 seconds", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  world.clock.ms += seconds(30);
  world.keys = [first.jwk, second.jwk];
  expect(await verifier.verify(await world.sign(second))).toMatchObject({ status: "valid" });
  expect(world.asked).toHaveLength(2);
  const third = await makeKey("third");
  for (let request = 0; request < 5; request += 1) expect(await verifier.verify(await world.sign(third))).toMatchObject({ reason: "key_unknown" });
  expect(world.asked).toHaveLength(2);
  world.clock.ms += seconds(30);
  world.keys = [third.jwk];
  expect(await verifier.verify(await world.sign(third))).toMatchObject({ status: "valid" });
  expect(world.asked).toHaveLength(3);
});

test("while the keys cannot be had the verdict is unavailable, not refused, and it recovers", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  world.instead = () => new Response("", { status: 404 });
  expect(await verifier.verify(await world.sign(first))).toEqual({
    status: "unavailable",
    reason: "keys_unavailable",
    message: expect.stringMatching(/^The keys of the issuer cannot be had \(unexpected_response\)/),
    retryAfterSeconds: 1,
  });
  // An issuer in trouble is not asked by each request.
  await verifier.verify(await world.sign(first));
  expect(world.asked).toHaveLength(1);
  world.instead = undefined;
  world.clock.ms += seconds(1);
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "valid" });
});

test("an issuer that drops the connection once is asked again", async () => {
  const world = makeIssuer([first]);
  world.instead = () => {
    world.instead = undefined;
    throw new TypeError("fetch failed");
  };
  expect(await world.verifier().verify(await world.sign(first))).toMatchObject({ status: "valid" });
});

test.each([
  ["no JSON", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["no key set", () => Response.json({ issuer: "x" })],
])("what answers with %s is no issuer, and says so", async (_, answer) => {
  const world = makeIssuer([first]);
  world.instead = answer;
  expect(await world.verifier().verify(await world.sign(first))).toMatchObject({ status: "unavailable", reason: "keys_unavailable" });
});

test("kept keys outlive an issuer that is away for an hour, and no longer", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  world.instead = () => new Response("", { status: 404 });
  world.clock.ms += seconds(3_599);
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "valid" });
  world.clock.ms += seconds(2);
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "unavailable", reason: "keys_unavailable" });
});

test("a clock that is set back makes no key younger: the set is loaded anew", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  world.keys = [second.jwk];
  world.clock.ms -= seconds(3_600);
  expect(await verifier.verify(await world.sign(first))).toMatchObject({ reason: "key_unknown" });
});

// One answer without keys was believed: everybody was signed out, and for ten seconds more when the issuer had recovered.
test("a set without any key is an outage: those that are kept go on, and without any it is unavailable", async () => {
  const world = makeIssuer([first]);
  const verifier = world.verifier();
  await verifier.verify(await world.sign(first));
  for (const keys of [[], [{ ...first.jwk, use: "enc" }]]) {
    world.instead = () => Response.json({ keys });
    world.clock.ms += seconds(300);
    const before = world.asked.length;
    await verifier.verify(await world.sign(first));
    await expect.poll(() => world.asked.length).toBe(before + 1);
    expect(await verifier.verify(await world.sign(first))).toMatchObject({ status: "valid" });
    expect(await world.verifier().verify(await world.sign(first))).toMatchObject({
      status: "unavailable",
      message: "The keys of the issuer cannot be had (the key set has no key that verifies tokens).",
    });
  }
  world.instead = undefined;
  world.clock.ms += seconds(1);
  expect(await world.verifier().verify(await world.sign(first))).toMatchObject({ status: "valid" });
});

// The one that came last was kept, and tokens of the other were refused.
test("keys of two kinds may have one name: each verifies its own tokens", async () => {
  const [rsa, curve] = [first, await makeKey("first", "ES256")];
  for (const keys of [
    [rsa, curve],
    [curve, rsa],
  ]) {
    const world = makeIssuer(keys);
    const verifier = world.verifier();
    for (const key of keys) expect(await verifier.verify(await world.sign(key))).toMatchObject({ status: "valid" });
    expect(world.asked).toHaveLength(1);
  }
});

test.each([
  ["behind", 3_600],
  ["ahead of", -3_600],
])("a clock an hour %s the issuer's is named as what is wrong", async (side, offset) => {
  const world = makeIssuer([first]);
  const there = world.clock.ms + seconds(offset);
  world.instead = () => Response.json({ keys: [first.jwk] }, { headers: { date: new Date(there).toUTCString() } });
  const begins = there / 1000;
  const verdict = await world.verifier().verify(await world.sign(first, { iat: begins, exp: begins + 300 }));
  expect(verdict).toEqual({
    status: "unavailable",
    reason: "clock_skewed",
    message: expect.stringContaining(`The clock of this machine is 3600 s ${side} the issuer's`),
    retryAfterSeconds: 30,
  });
});

test("with a right clock an expired token is expired", async () => {
  const world = makeIssuer([first]);
  world.instead = () => Response.json({ keys: [first.jwk] }, { headers: { date: new Date(world.clock.ms).toUTCString() } });
  const now = world.clock.ms / 1000;
  expect(await world.verifier().verify(await world.sign(first, { iat: now - 900, exp: now - 600 }))).toMatchObject({ reason: "token_expired" });
});

// Whatever was wrong with a token's times was put down to the clock: with a minute of it, a token of yesterday was 503.
test("a token that is bad by the issuer's time too is refused, however wrong the clock is", async () => {
  const world = makeIssuer([first]);
  world.instead = () => Response.json({ keys: [first.jwk] }, { headers: { date: new Date(world.clock.ms + seconds(62)).toUTCString() } });
  const verifier = world.verifier();
  const now = world.clock.ms / 1000;
  const yesterday = { iat: now - 86_700, exp: now - 86_400 };
  const tomorrow = { iat: now + 86_400, exp: now + 86_700 };
  expect(await verifier.verify(await world.sign(first, yesterday))).toMatchObject({ status: "refused", reason: "token_expired" });
  expect(await verifier.verify(await world.sign(first, tomorrow))).toMatchObject({ status: "refused", reason: "token_not_yet_valid" });
  expect(await verifier.verify(await world.sign(first, { iat: now + 62, exp: now + 362 }))).toMatchObject({ reason: "clock_skewed" });
});

// A cache's copy has the time at which it was made: ten minutes later a right clock looked ten minutes ahead.
test("a copy of the keys that says its age tells the issuer's time all the same", async () => {
  const world = makeIssuer([first]);
  const now = world.clock.ms / 1000;
  const copy = (age: string) => () => Response.json({ keys: [first.jwk] }, { headers: { date: new Date(world.clock.ms - seconds(600)).toUTCString(), age } });
  const token = await world.sign(first, { iat: now - 900, exp: now - 300 });
  world.instead = copy("600");
  expect(await world.verifier().verify(token)).toMatchObject({ reason: "token_expired" });
  world.instead = copy("0");
  expect(await world.verifier().verify(token)).toMatchObject({ reason: "clock_skewed" });
  world.instead = copy("soon");
  expect(await world.verifier().verify(token)).toMatchObject({ reason: "token_expired" });
});
