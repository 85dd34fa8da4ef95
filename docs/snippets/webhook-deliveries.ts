import { createPlinto } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { listEvents } from "@plinto/core/operations";
import { createMock, defineSeed } from "@plinto/mock";
import { createWebhookReceiver, memoryStore, verifyWebhook } from "@plinto/webhooks";

const mock = createMock({ clock: "virtual" });
const orgId = mock.seed.organizations.acme.id;
const admin = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey });

// #region receiver
const inbox = mock.webhooks.receiver();
const { id: webhookId, secret } = await admin.organizations.webhooks.create({ orgId, url: inbox.url, events: ["team.*"] });

const receiver = createWebhookReceiver({ secrets: secret!, store: memoryStore(), clock: mock.clock }).on("team.created", (event) =>
  console.log("created", event.data.name),
);
inbox.respond((request) => receiver.handle(request));

await admin.organizations.teams.create({ orgId, name: "Engineering" });
await mock.webhooks.settled(); // prints: created Engineering
// #endregion receiver

// #region retries
inbox.respond(500, { times: 2 });
await admin.organizations.teams.create({ orgId, name: "Platform" });
await mock.clock.advance("10s"); // prints: created Platform
const [last] = mock.webhooks.deliveries.slice(-1);
console.log(
  last?.status,
  last?.attempts.map(({ responseStatus }) => responseStatus),
); // prints: delivered [ 500, 500, 204 ]
// #endregion retries

// #region dead-letters
inbox.respond(503, { times: 6 });
await admin.organizations.teams.create({ orgId, name: "Research" });
await mock.clock.advance("1h");
const [dead] = await admin.organizations.webhooks.deadLetters.list({ orgId }).toArray({ max: 10 });
console.log(dead?.status, dead?.attemptCount); // prints: dead_lettered 6
await admin.organizations.webhooks.deadLetters.retry({ orgId, deliveryId: dead!.id });
await mock.webhooks.settled(); // prints: created Research
// #endregion dead-letters

// #region pause
await admin.organizations.webhooks.update({ orgId, webhookId, status: "paused" });
for (const name of ["First", "Second"]) await admin.organizations.teams.create({ orgId, name });
await admin.organizations.webhooks.update({ orgId, webhookId, status: "active" });
await mock.webhooks.settled(); // prints: created First
// prints: created Second
// #endregion pause

// #region rotation
const { secret: next } = await admin.organizations.webhooks.rotateSecret({ orgId, webhookId });
const during = createWebhookReceiver({ secrets: [next!, secret!], store: memoryStore(), clock: mock.clock }).otherwise(() => {});
inbox.respond((request) => during.handle(request));
await admin.organizations.webhooks.test({ orgId, webhookId });
await mock.webhooks.settled();
console.log(inbox.received.at(-1)?.headers["webhook-signature"]?.split(" ").length, inbox.received.at(-1)?.status); // prints: 2 204
// #endregion rotation

// #region catch-up
const client = createClient({ ...mock.connect(), secretKey: mock.keys.secretKey });
const found: string[] = [];
const late = createWebhookReceiver({ secrets: next!, store: memoryStore(), clock: mock.clock }).on("team.created", (event) => void found.push(event.data.name));
const { done } = await late.catchUp({ list: (page) => listEvents(client, { type: "team.created", ...page }) });
console.log(done >= 5, found.slice(-2)); // prints: true [ 'First', 'Second' ]
// #endregion catch-up

// #region seed
const seeded = createMock({
  clock: "virtual",
  seed: defineSeed({
    users: { ada: { email: "ada@acme.test" } },
    organizations: { acme: { owner: "ada" } },
    webhooks: {
      crm: { organization: "acme", url: "https://receiver.plinto.test/1", events: ["team.*"] },
      everything: { url: "https://receiver.plinto.test/2" },
    },
  }),
});
const crm = seeded.webhooks.receiver();
const { secret: crmSecret } = seeded.seed.webhooks.crm;
// #endregion seed
const owner = createPlinto(seeded.as("ada", { organization: "acme" }));
await owner.organizations.teams.create({ orgId: seeded.seed.organizations.acme.id, name: "Sales" });
const { body, headers } = await crm.waitFor("team.created");
console.log((await verifyWebhook(body, headers, crmSecret, { clock: seeded.clock })).type); // prints: team.created
