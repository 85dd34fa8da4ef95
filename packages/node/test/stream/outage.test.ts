import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { afterEach, expect, test } from "vitest";
import { createTokenVerifier } from "../../src/realtime.ts";
import { tokenOf } from "../support/people.ts";
import { type Stream, streamOf } from "../support/streams.ts";

const open: Stream[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});

async function live(options: Parameters<typeof streamOf>[1] = {}, clock?: "virtual"): Promise<Stream> {
  const stream = await streamOf(createMock(clock ? { clock } : {}) as Mock<AcmeSeed>, options);
  open.push(stream);
  return stream;
}

test("while the socket is gone each token is asked about, and none is believed when the API is gone too", async () => {
  const { mock, admin, verifier, until, asked } = await live({}, "virtual");
  const [bob, ada] = [await tokenOf(mock, "bob"), await tokenOf(mock, "ada")];
  for (const token of [bob, ada]) expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
  mock.realtime.cut();
  await until("away");
  await admin.users.ban({ userId: mock.seed.users.bob.id });
  expect(await verifier.verify(bob)).toMatchObject({ status: "refused", reason: "user_banned" });
  const before = asked();
  for (let visit = 0; visit < 3; visit++) expect(await verifier.verify(ada)).toMatchObject({ status: "valid" });
  expect(asked() - before).toBe(3);
  const restore = mock.faults.add({ operation: "introspectSession", status: 503 });
  const [verdict] = await Promise.all([verifier.verify(ada), mock.clock.advance("1s")]);
  expect(verdict).toMatchObject({ status: "unavailable", reason: "introspection_unavailable" });
  restore();
});

test("a connection that comes back tells what was missed, and nothing more is asked", async () => {
  const { mock, admin, verifier, until, heard, asked } = await live();
  const [bob, ada] = [await tokenOf(mock, "bob"), await tokenOf(mock, "ada")];
  for (const token of [bob, ada]) await verifier.verify(token);
  mock.realtime.cut();
  const arrives = heard("user.banned");
  await admin.users.ban({ userId: mock.seed.users.bob.id });
  await arrives;
  await until("live");
  const before = asked();
  expect(await Promise.all([bob, ada].map((token) => verifier.verify(token)))).toMatchObject([{ reason: "user_banned" }, { status: "valid" }]);
  expect(asked()).toBe(before);
});

test("after a gap every token from before is asked about once, so that what was missed is found", async () => {
  const { mock, admin, verifier, until, asked } = await live();
  const [bob, ada] = [await tokenOf(mock, "bob"), await tokenOf(mock, "ada")];
  for (const token of [bob, ada]) await verifier.verify(token);
  mock.realtime.cut();
  await admin.users.ban({ userId: mock.seed.users.bob.id });
  mock.realtime.truncateHistory();
  await until("away");
  await until("live");
  const before = asked();
  expect(await verifier.verify(bob)).toMatchObject({ status: "refused", reason: "user_banned" });
  for (let visit = 0; visit < 3; visit++) expect(await verifier.verify(ada)).toMatchObject({ status: "valid" });
  expect(asked() - before).toBe(2);
});

test("a stream that is silent is not believed, although nothing has closed it", async () => {
  const { mock, admin, verifier } = await live({ silenceSeconds: 5 }, "virtual");
  const token = await tokenOf(mock, "bob");
  await verifier.verify(token);
  mock.realtime.stall();
  await admin.users.ban({ userId: mock.seed.users.bob.id });
  expect([verifier.stream.status, (await verifier.verify(token)).status]).toEqual(["live", "valid"]);
  await mock.clock.advance("6s");
  expect(verifier.stream.status).toBe("away");
  expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "user_banned" });
});

test("an answer that was given before an event and comes after it does not count", async () => {
  const mock = createMock() as Mock<AcmeSeed>;
  const given: { release?: () => void } = {};
  const answered = new Promise<void>((resolve) => (given.release = resolve));
  const held: { until: Promise<void> | undefined } = { until: undefined };
  const stream = await streamOf(mock, {
    fetch: async (url, init) => {
      const answer = await mock.fetch(url, init);
      if (url.endsWith("/introspect")) {
        given.release!();
        await held.until;
      }
      return answer;
    },
  });
  open.push(stream);
  const token = await tokenOf(mock, "bob");
  let release = (): void => {};
  held.until = new Promise((resolve) => (release = resolve));
  const verdict = stream.verifier.verify(token);
  await answered;
  const arrives = stream.heard("user.banned");
  await stream.admin.users.ban({ userId: mock.seed.users.bob.id });
  await arrives;
  release();
  expect(await verdict).toMatchObject({ status: "refused", reason: "user_banned" });
});

test("a stream that the API refuses has ended, says so, and leaves each token to be asked about", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), WebSocket: mock.WebSocket, secretKey: "sk_test_wrong" });
  await expect(verifier.ready()).rejects.toMatchObject({ code: "credential_invalid" });
  expect(verifier.stream.status).toBe("ended");
  expect(JSON.stringify(verifier.stream.explain())).not.toContain("sk_test_wrong");
  expect(await verifier.verify(await tokenOf(mock, "ada"))).toMatchObject({ status: "unavailable", message: expect.stringContaining("Check the secretKey") });
  await verifier.close();
});

test("a verifier that was closed holds no socket and asks about each token", async () => {
  const mock = createMock();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), WebSocket: mock.WebSocket });
  await verifier.ready();
  expect(mock.realtime.connections.map(({ topics }) => topics.map(({ topic }) => topic))).toEqual([["environment"]]);
  await verifier.close();
  expect([verifier.stream.status, mock.realtime.connections]).toEqual(["closed", []]);
  const token = await tokenOf(mock, "ada");
  for (let visit = 0; visit < 2; visit++) expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
  expect(mock.requests.filter(({ operationId }) => operationId === "introspectSession")).toHaveLength(2);
});

test("before the stream has begun nothing is taken from it", async () => {
  const mock = createMock();
  const token = await tokenOf(mock, "ada");
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), WebSocket: mock.WebSocket });
  expect(verifier.stream.status).toBe("starting");
  expect(await verifier.verify(token)).toMatchObject({ status: "valid" });
  expect(mock.requests.filter(({ operationId }) => operationId === "introspectSession")).toHaveLength(1);
  await verifier.close();
});
