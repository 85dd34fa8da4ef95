import { expect, test } from "vitest";
import { exampleBody, operations } from "./description.ts";
import { served } from "./served.ts";

test("every operation takes the examples of its description and answers as it says", async () => {
  const { ask } = await served();
  const answered: Record<string, number> = {};
  for (const { method, path, operationId, bodySchema } of operations) {
    const response = await ask(method, path, bodySchema && exampleBody(bodySchema));
    answered[operationId] = response.status;
  }
  expect(answered).toEqual(Object.fromEntries(operations.map(({ operationId, responses }) => [operationId, Number(Object.keys(responses)[0])])));
});

test("the client has a method for every operation", async () => {
  const { control } = await served();
  const missing = operations.filter(({ operationId }) => typeof (control as unknown as Record<string, unknown>)[operationId] !== "function");
  expect(missing).toEqual([]);
});
