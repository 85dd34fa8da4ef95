import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { expect, expectTypeOf, test } from "vitest";
import { createMock, defineSeed, type Seed, type WebhookHandle } from "../src/index.ts";
import { asEnvironment, orgId } from "./api.ts";
import { cause } from "./webhooks/ground.ts";

const base = { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" }, globex: { owner: "ada" } } } as const;

const seed = defineSeed({
  ...base,
  webhooks: {
    crm: { organization: "acme", url: "https://receiver.plinto.test/1", events: ["team.*"], description: "CRM", customHeaders: { "X-Team": "Sales" } },
    all: { url: "https://receiver.plinto.test/2", ordered: true, retryPolicy: { timeoutSeconds: 5 } },
  },
});

test.each(["virtual", "system"] as const)(
  "endpoints of a seed get what happens from the beginning, signed with the secret of their handle, on a %s clock",
  async (clock) => {
    const mock = createMock({ seed, clock });
    expectTypeOf(mock.seed.webhooks.crm).toEqualTypeOf<WebhookHandle>();
    const { crm, all } = mock.seed.webhooks;
    const [inbox, everything] = [mock.webhooks.receiver(), mock.webhooks.receiver()];
    const names: string[] = [];
    const receiver = createWebhookReceiver({ secrets: [crm.secret, all.secret], store: memoryStore(), clock: mock.clock }).on("team.created", ({ data }) => {
      names.push(data.name);
    });
    inbox.respond((request) => receiver.handle(request));
    await cause(mock as never, "Engineering");
    const { headers } = await inbox.waitFor("team.created");
    await mock.webhooks.settled();
    expect(headers["X-Team"]).toBe("Sales");
    expect(names).toEqual(["Engineering"]);
    expect((await everything.waitFor("team.created")).event.type).toBe("team.created");
  },
);

test("endpoints of a seed are there under the ids of their names, and can be changed like others", async () => {
  const mock = createMock({ seed, clock: "virtual" });
  const environment = asEnvironment(mock as never);
  const { crm, all } = mock.seed.webhooks;
  const path = `/v1/organizations/${orgId(mock as never, "acme")}/webhooks/${crm.id}`;
  expect((await environment.get(path)).body).toMatchObject({ description: "CRM", events: ["team.*"], customHeaderNames: ["X-Team"], status: "active" });
  expect((await environment.get(`/v1/webhooks/${all.id}`)).body).toMatchObject({
    organizationId: null,
    events: ["*"],
    ordered: true,
    retryPolicy: { timeoutSeconds: 5, delaysSeconds: [1, 5, 30, 300, 1800] },
  });
  expect((await environment.post(`${path}/rotate-secret`, {})).body.secret).not.toBe(crm.secret);
  expect(createMock({ seed }).seed.webhooks.crm.secret).toBe(crm.secret);
  expect(new Set([crm.secret, all.secret]).size).toBe(2);
});

const of = (webhook: object): object => ({ ...base, webhooks: { crm: { url: "https://crm.test/", ...webhook } } });

test.each<[string, object, string]>([
  ["an unknown organization", of({ organization: "none" }), 'webhooks.crm.organization names the organization "none", which the seed does not have.'],
  ["an address that is none", of({ url: "crm" }), "webhooks.crm.url is none that deliveries can go to. The address is no URL."],
  ["an address with a password", of({ url: "https://a:b@crm.test/" }), "webhooks.crm.url is none that deliveries can go to. The address must not have a user"],
  ["an event that there is not", of({ events: ["team.vanished"] }), 'webhooks.crm.events has "team.vanished", which no event that it may get fits.'],
  ["an event that only the environment gets", of({ organization: "acme", events: ["user.created"] }), 'webhooks.crm.events has "user.created", which'],
  ["no events at all", of({ events: [] }), "webhooks.crm.events is empty. Leave it out for every event."],
  ["a header that is reserved", of({ customHeaders: { "webhook-id": "1" } }), "webhooks.crm.customHeaders must be an object of texts without line breaks"],
  ["a header with a line break", of({ customHeaders: { "X-A": "1\r\nX-B: 2" } }), "webhooks.crm.customHeaders must be an object of texts without line breaks"],
  ["a retry policy of another shape", of({ retryPolicy: { delays: [1] } }), "webhooks.crm.retryPolicy must be { delaysSeconds, timeoutSeconds }"],
  ["a delay beyond a day", of({ retryPolicy: { delaysSeconds: [86_401] } }), "webhooks.crm.retryPolicy must be { delaysSeconds, timeoutSeconds }"],
  ["a field that there is not", of({ secret: "whsec_" }), 'webhooks.crm has no field "secret".'],
])("a seed whose endpoint has %s is refused with the place", (_, invalid, message) => {
  expect(() => createMock({ seed: invalid as Seed })).toThrow(expect.objectContaining({ code: "seed_invalid", message: expect.stringContaining(message) }));
});
