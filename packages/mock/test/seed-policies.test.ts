import { expect, test } from "vitest";
import { createMock, defineSeed } from "../src/index.ts";
import { api, orgId } from "./api.ts";

const ada = { users: { ada: { email: "ada@acme.test" } } } as const;

test("a seed's policies are there and in force, under ids that its names became", async () => {
  const mock = createMock({
    seed: defineSeed({
      ...ada,
      organizations: {
        acme: {
          owner: "ada",
          policies: {
            nights: {
              name: "Nights",
              description: "Nobody at night.",
              document: { effect: "deny", actions: ["documents:*"], resources: ["*"], conditions: [{ type: "mfa" }] },
            },
            off: { enabled: false, document: { effect: "deny", actions: ["*"], resources: ["*"] } },
          },
        },
      },
    }),
  });
  await mock.ready();
  const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
  const { nights, off } = mock.seed.organizations.acme.policies;

  expect((await environment.get(`/v1/policies/${nights.id}`)).body).toMatchObject({
    name: "Nights",
    description: "Nobody at night.",
    status: "enabled",
    version: 1,
    createdBy: { type: "system", id: null },
  });
  expect((await environment.get(`/v1/policies/${off.id}`)).body).toMatchObject({ name: "off", status: "disabled" });
  expect((await environment.get(`/v1/policies/${nights.id}/versions`)).body.data).toHaveLength(1);
  expect((await environment.get("/v1/policies/bundle")).body.policies).toMatchObject([{ id: nights.id }]);
});

test("a seed whose policy has faults is refused with the place", () => {
  const seed = (policy: object): never => ({ ...ada, organizations: { acme: { owner: "ada", policies: { one: policy } } } }) as never;

  expect(() => createMock({ seed: seed({ document: { effect: "deny", actions: ["*"], resources: [] } }) })).toThrow(
    expect.objectContaining({
      code: "seed_invalid",
      message:
        "organizations.acme.policies.one.document has a fault at /resources: The list is empty: name one at least, or leave the member out where it may be absent.",
    }),
  );
  expect(() => createMock({ seed: seed({ document: { effect: "allow", actions: ["org:transfer"], resources: ["*"] } }) })).toThrow(
    expect.objectContaining({ code: "seed_invalid", message: expect.stringContaining("No policy can give org:transfer") }),
  );
  expect(() => createMock({ seed: seed({ document: {}, priority: 1 }) })).toThrow(
    expect.objectContaining({ code: "seed_invalid", message: expect.stringContaining('has no field "priority"') }),
  );
  expect(() => createMock({ seed: seed({ name: "None" }) })).toThrow(
    expect.objectContaining({ code: "seed_invalid", message: "organizations.acme.policies must be an object of policies by name, each with a document." }),
  );
});

// A name of 5 was a bare TypeError, "false" was in force, and a description that is an object made every list a 500.
test.each<[string, object, string]>([
  ["a name that is no text", { name: 5 }, "name must be one line with something in it that can be seen, of at most 100 characters."],
  ["an empty name", { name: "" }, "name must be one line with something in it that can be seen, of at most 100 characters."],
  ["a name that is too long", { name: "x".repeat(101) }, "name must be one line with something in it that can be seen, of at most 100 characters."],
  ["a description that is an object", { description: { a: 1 } }, "description must be text of 1 to 500 characters."],
  ["a description that is too long", { description: "x".repeat(501) }, "description must be text of 1 to 500 characters."],
  ["enabled as text", { enabled: "false" }, "enabled must be true or false."],
  [
    "a window from 24:00",
    { document: { effect: "deny", actions: ["*"], resources: ["*"], conditions: [{ type: "time_window", timeZone: "UTC", from: "24:00", to: "12:00" }] } },
    "document has a fault at /conditions/0/from: This has to be a time of day, hh:mm.",
  ],
])("a seed whose policy has %s is refused", (_, more, message) => {
  const policy = { document: { effect: "deny", actions: ["documents:read"], resources: ["*"] }, ...more };

  expect(() => createMock({ seed: { ...ada, organizations: { acme: { owner: "ada", policies: { one: policy } } } } as never })).toThrow(
    expect.objectContaining({ code: "seed_invalid", message: `organizations.acme.policies.one.${message}` }),
  );
});

test("a seed whose policy has no name but a key that cannot be one is refused", () => {
  const policies = { [" "]: { document: { effect: "deny", actions: ["documents:read"], resources: ["*"] } } };

  expect(() => createMock({ seed: { ...ada, organizations: { acme: { owner: "ada", policies } } } as never })).toThrow(
    expect.objectContaining({ code: "seed_invalid", message: expect.stringContaining("needs a name") }),
  );
});
