import { beforeAll, expect, test } from "vitest";
import { recordEvidence } from "../evidence/record.ts";
import { credentials } from "./codes/credentials.ts";
import { factors } from "./codes/factors.ts";
import type { Provocations } from "./codes/provocation.ts";
import { resources } from "./codes/resources.ts";
import { webhooks } from "./codes/webhooks.ts";
import { wire } from "./codes/wire.ts";
import { operations, statusOf } from "./described.ts";
import { prepareGround, type Ground } from "./ground.ts";

recordEvidence();

const provocations: Provocations = { ...wire, ...credentials, ...factors, ...resources, ...webhooks };
let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround();
});

for (const [code, provoke] of Object.entries(provocations)) {
  test(`${code} is answered where it is due`, async () => {
    expect(await provoke({ ...ground, world: ground.world.fork() })).toBe(`${statusOf(code)} ${code}`);
  });
}

test("every code that an operation declares is provoked", () => {
  const declared = new Set(operations.flatMap(({ errors }) => errors));
  expect(Object.keys(provocations).toSorted()).toEqual([...declared].toSorted());
});
