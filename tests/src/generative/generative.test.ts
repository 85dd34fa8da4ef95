import type { Mock } from "@plinto/mock";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { followed, operations, type Operation } from "./described.ts";
import { prepareGround, type Ground } from "./ground.ts";
import { hostileBodies, hostileEnvelopes, hostilePaths, repeatedFirst } from "./hostile.ts";
import { judge } from "./judge.ts";
import { addressOf, brokenDrafts, draftsOf, send, type Answer, type Draft, type Raw } from "./request.ts";
import { runSeed } from "./run-seed.ts";
import { settingOf, settled, tenantOf } from "./settings.ts";
import { Tally } from "./tally.ts";

const runs = { valid: 80, broken: 80 };
const tally = new Tally();
let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround();
});

/** Counts an answer and holds it against the description. */
function judged(operation: Operation, answer: Answer): Answer {
  tally.add(operation.id, answer);
  judge(operation, answer);
  return answer;
}

/** Sends a draft as somebody who may, in Acme. */
function ask(mock: Mock, operation: Operation, draft: Draft, raw: Raw = {}): Promise<Answer> {
  const { as = mock.keys.secretKey } = settingOf(operation.id, ground);
  return send(mock, operation, draft, as, { ...raw, headers: { ...tenantOf(operation, ground), ...raw.headers } });
}

/** Whether a place is in a member that is there all the same. */
function isWithin({ body }: Draft, name: string, pointer: string): boolean {
  return (pointer === `/${name}` || pointer.startsWith(`/${name}/`)) && typeof body === "object" && body !== null && Object.hasOwn(body, name);
}

/** The code of a row that failed alone, and the places of its faults. */
function faultOfRow({ text }: Answer, row: number): unknown[] {
  const { error } = (JSON.parse(text) as { results: { error?: { code: string; errors: { pointer: string }[] } }[] }).results[row]!;
  return [error?.code, ...new Set(error?.errors.map(({ pointer }) => pointer))];
}

function outcomeOf({ status, code }: Answer): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}

for (const operation of operations) {
  const { id } = operation;
  describe(id, () => {
    test("answers whatever fits the description, and mostly does it", async () => {
      const drafts = draftsOf(operation, ground.live);
      const before = tally.successes(id);
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 4, arbitrary: settled(operation, ground, drafts) }, { weight: 1, arbitrary: drafts }), async (draft) => {
          judged(operation, await ask(ground.world.fork().mock, operation, draft));
        }),
        { seed: runSeed, numRuns: runs.valid },
      );
      expect(tally.successes(id) - before).toBeGreaterThanOrEqual(20);
    });

    test("points to the one place that does not fit", async () => {
      const { mock } = ground.world.fork();
      await fc.assert(
        fc.asyncProperty(settled(operation, ground, draftsOf(operation, ground.live)), fc.nat(), async (draft, pick) => {
          const ways = brokenDrafts(operation, draft);
          const { pointer, how, draft: broken, more = [] } = ways[pick % ways.length]!;
          // What fails by rows is answered, and an answer takes its idempotency key.
          const answer = judged(
            operation,
            await ask(settingOf(id, ground).rows ? ground.world.fork().mock : mock, operation, broken, { address: addressOf(operation, broken, more) }),
          );
          const [member, own] = Object.entries(settingOf(id, ground).judges ?? {}).find(([name]) => isWithin(broken, name, pointer)) ?? [];
          // What a member says is judged by its own rules, which may see one fault as several, but nowhere else.
          if (own !== undefined) {
            expect({ how, outcome: outcomeOf(answer), elsewhere: answer.pointers.filter((at) => !at.startsWith(`/${member}`)) }).toEqual({
              how,
              outcome: `400 ${own}`,
              elsewhere: [],
            });
            return;
          }
          const [list, code] = settingOf(id, ground).rows ?? [];
          const row = new RegExp(`^/${list}/(\\d+)`).exec(pointer)?.[1];
          if (row !== undefined) {
            expect({ how, outcome: outcomeOf(answer), fault: faultOfRow(answer, Number(row)) }).toEqual({
              how,
              outcome: "200",
              fault: [code, pointer.slice(`/${list}/${row}`.length)],
            });
            return;
          }
          expect({ how, outcome: outcomeOf(answer), pointers: [...new Set(answer.pointers)] }).toEqual({
            how,
            outcome: "400 validation_failed",
            pointers: [pointer],
          });
        }),
        { seed: runSeed, numRuns: runs.broken },
      );
    });

    test("withstands requests that nobody sends who means well", async () => {
      const [draft] = fc.sample(
        settled(operation, ground, draftsOf(operation, ground.live)).filter((one) => one.body !== undefined || !operation.body),
        {
          seed: runSeed,
          numRuns: 1,
        },
      );
      const { mock } = ground.world.fork();
      const missed: string[] = [];
      for (const { how, raw, outcomes } of [...hostileBodies(operation, draft!), ...hostileEnvelopes(operation, draft!)]) {
        const answer = judged(operation, await ask(mock, operation, draft!, raw));
        if (!outcomes.includes(outcomeOf(answer))) missed.push(`${how} was answered ${outcomeOf(answer)} instead of ${outcomes.join(" or ")}`);
      }
      for (const address of hostilePaths(operation)) {
        const answer = await ask(mock, operation, draft!, { address });
        tally.add(id, answer);
        if (answer.status < 400 || answer.status >= 500) missed.push(`${address} was answered ${outcomeOf(answer)}`);
      }
      expect(missed).toEqual([]);
    });
  });
}

for (const operation of operations.filter(({ body }) => body && followed(body.schema).properties)) {
  test(`${operation.id} takes the last of two fields of a name`, async () => {
    await fc.assert(
      fc.asyncProperty(settled(operation, ground, draftsOf(operation, ground.live)), async (draft) => {
        const body = repeatedFirst(operation, draft);
        fc.pre(body !== undefined);
        const once = judged(operation, await ask(ground.world.fork().mock, operation, draft));
        const twice = judged(operation, await ask(ground.world.fork().mock, operation, draft, { body: body! }));
        expect(outcomeOf(twice)).toBe(outcomeOf(once));
      }),
      { seed: runSeed, numRuns: 5 },
    );
  });
}

test("at least 20,000 requests were made", async ({ annotate }) => {
  await annotate(`PLINTO_SEED=${runSeed} repeats this run\n${tally.text()}`);
  expect(tally.requests).toBeGreaterThanOrEqual(20_000);
});
