import fc from "fast-check";
import { expect, test } from "vitest";
import { operations } from "./described.ts";
import { idsIn, prepareGround } from "./ground.ts";
import { judge } from "./judge.ts";
import { draftsOf, send } from "./request.ts";
import { runSeed } from "./run-seed.ts";
import { settingOf, settled } from "./settings.ts";
import { Tally } from "./tally.ts";

const lives = 4;
const rounds = 5;

/** Whatever was done before: in a world that nobody puts in order, calls still get answers that are declared. */
for (let life = 0; life < lives; life += 1) {
  test(`a world that everybody does everything to keeps answering, life ${life + 1}`, async ({ annotate }) => {
    const ground = await prepareGround();
    const { mock } = ground.world;
    const { people, acme, globex, key } = ground;
    const callers = [mock.keys.secretKey, people.ada.accessToken, people.bob.accessToken, people.root.accessToken, key.secret];
    const tally = new Tally();
    let seen = "";
    for (let round = 0; round < rounds; round += 1) {
      const seed = runSeed + life * rounds + round;
      const live = round === 0 ? ground.live : idsIn(seen);
      const [order] = fc.sample(fc.shuffledSubarray([...operations], { minLength: operations.length }), { seed, numRuns: 1 });
      for (const operation of order!) {
        const { as = mock.keys.secretKey } = settingOf(operation.id, ground);
        const drafts = draftsOf(operation, live);
        const [[draft, caller, tenant]] = fc.sample(
          fc.tuple(fc.oneof(settled(operation, ground, drafts), drafts), fc.constantFrom(as, as, ...callers), fc.constantFrom(acme, acme, globex)),
          { seed, numRuns: 1 },
        ) as [[Parameters<typeof send>[2], string | null, string]];
        const headers = operation.parameters.some(({ name }) => name === "Plinto-Organization") ? { "plinto-organization": tenant } : {};
        const answer = await send(mock, operation, draft, caller, { headers });
        tally.add(operation.id, answer);
        judge(operation, answer);
        // The description itself is full of ids, and none of them exists.
        if (operation.id !== "getOpenApi") seen += answer.text;
      }
    }
    await annotate(`PLINTO_SEED=${runSeed}, life ${life + 1}: ${tally.requests} requests, ${tally.codes.size} codes`);
    expect(tally.requests).toBe(rounds * operations.length);
    expect((await ground.world.ask("verifyAuditChain", {})).ok).toBe(true);
  });
}
