import { expect, test } from "vitest";
import { operationTable } from "../../src/generated/operation-table.ts";
import { served } from "./served.ts";

test("every operation of the API is listed with the codes that a fault of it can answer", async () => {
  const { control } = await served();
  const { data } = await control.listOperations();
  expect(data.map(({ id }) => id)).toEqual(Object.keys(operationTable));
  const create = data.find(({ id }) => id === "createOrganization")!;
  expect(create).toMatchObject({ resource: "organizations", method: "POST", path: "/v1/organizations" });
  for (const code of create.errors) await control.addFault({ operation: create.id, code });
  expect((await control.listFaults()).data).toHaveLength(create.errors.length);
});
