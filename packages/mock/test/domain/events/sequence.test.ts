import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { asEnvironment, orgId, signedIn, userId } from "../../api.ts";

test("the events of an organization are numbered from one, without a gap and whatever happens beside them", async () => {
  const mock = createMock();
  const acme = orgId(mock, "acme");
  const ada = await signedIn(mock, "ada");
  const before = mock.events.filter(({ organizationId }) => organizationId === acme).length;
  for (const name of ["One", "Two", "Three"]) {
    await ada.patch(`/v1/organizations/${acme}`, { name });
    await asEnvironment(mock).patch(`/v1/organizations/${orgId(mock, "globex")}`, { name });
    await (await signedIn(mock, "bob")).delete(`/v1/organizations/${acme}/members/${userId(mock, "vera")}`);
  }
  const numbers = mock.events.filter(({ organizationId }) => organizationId === acme).map(({ sequence }) => sequence);
  expect(numbers.length).toBeGreaterThanOrEqual(before + 6);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
