import { expect, test } from "vitest";
import type { Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, endpoint, still, teamsTold } from "./ground.ts";

/** A receiver that answers when it is told to. */
function gated(mock: Mock): { url: string; answers: ((status: number) => void)[] } {
  const answers: ((status: number) => void)[] = [];
  const receiver = mock.webhooks.receiver();
  receiver.respond(() => new Promise((resolve) => answers.push((status) => resolve(new Response(null, { status })))));
  return { url: receiver.url, answers };
}

// A restore draws the same ids again, so the old attempt's 204 marked as delivered what its receiver had not answered to.
test.each(["restore", "reset"] as const)("the end of an attempt from before a %s says nothing of a delivery made after it", async (how) => {
  const mock = still();
  await mock.ready();
  const { url, answers } = gated(mock);
  const sendOne = async (name: string): Promise<void> => {
    await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"] });
    await cause(mock, name);
  };
  const before = mock.snapshot();
  await sendOne("Before");
  await expect.poll(() => answers.length).toBe(1);
  const old = mock.webhooks.deliveries[0]!.id;
  if (how === "restore") await mock.restore(before);
  else await mock.reset();
  await sendOne("After");
  await expect.poll(() => answers.length).toBe(2);
  expect(mock.webhooks.deliveries[0]!.id).toBe(old);
  answers[0]!(410);
  // Whatever the old answer sets off has been done before a later call is answered.
  await asEnvironment(mock).get(acmeWebhooks(mock));
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivering", attempts: [] }]);
  answers[1]!(500);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "pending", attempts: [{ outcome: "refused", responseStatus: 500 }] }]);
  expect((await asEnvironment(mock).get(acmeWebhooks(mock))).body.data).toMatchObject([{ status: "active" }]);
});

// The attempt that the first mock makes counted as the fork's own, so the fork waited for it for ever.
test("a fork taken while an attempt is on its way makes the attempt itself when the lease is over", async () => {
  const mock = still();
  const { receiver, path } = await endpoint(mock, { events: ["team.created"] });
  receiver.hang();
  await cause(mock, "Engineering");
  await receiver.waitFor("team.created");
  const fork = mock.fork();
  const there = fork.webhooks.receiver();
  await fork.clock.advance("61s");
  await fork.webhooks.settled();
  expect(teamsTold(there)).toEqual(["Engineering"]);
  expect(fork.webhooks.deliveries).toMatchObject([{ status: "delivered", attempts: [{ outcome: "interrupted" }, { outcome: "delivered" }] }]);
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivering" }]);
  expect((await asEnvironment(fork).post(`${path}/deliveries/${fork.webhooks.deliveries[0]!.id}/retry`)).status).toBe(202);
});

// Three forks of a mock sent one waiting event three times more to a real server.
test("a fork delivers what waits to the same addresses, unless it is told to be quiet", async () => {
  const sent: string[] = [];
  const mock = still({
    webhooks: {
      deliver: ({ url }) => {
        sent.push(url);
        return Promise.resolve({ status: 500, isRedirect: false, retryAfter: null });
      },
    },
  });
  await asEnvironment(mock).post(acmeWebhooks(mock), { url: "http://127.0.0.1:3000/", events: ["team.created"] });
  await cause(mock);
  await mock.webhooks.settled();
  expect(sent).toHaveLength(1);
  const quiet = [mock.fork({ webhooks: { addresses: "none" } }), await mock.at(internalsOf(mock).hosted.world.seq).fork({ webhooks: { addresses: "none" } })];
  for (const fork of quiet) {
    const inbox = fork.webhooks.receiver();
    await endpointAt(fork, inbox.url);
    await fork.clock.advance("2s");
    await cause(fork, "In the fork");
    await fork.webhooks.settled();
    expect(teamsTold(inbox)).toEqual(["In the fork"]);
    expect(fork.webhooks.deliveries[0]!.attempts.at(-1)).toMatchObject({ outcome: "address_not_allowed" });
  }
  expect(sent).toHaveLength(1);
  const loud = mock.fork();
  await loud.clock.advance("2s");
  await loud.webhooks.settled();
  expect(sent).toHaveLength(2);
  expect(() => mock.fork({ quiet: true } as never)).toThrow(expect.objectContaining({ code: "option_unknown" }));
  expect(() => mock.fork({ webhooks: { addresses: "nobody" as never } })).toThrow(expect.objectContaining({ code: "option_invalid" }));
});

const endpointAt = (mock: Mock, url: string): Promise<unknown> => asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"] });
