import { createPlinto } from "@plinto/core";
import type { MockWebhookReceiver } from "@plinto/mock";
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

/** The names of the teams that an inbox was told of, in the order in which it was told. */
function teamsTold({ received }: MockWebhookReceiver): string[] {
  return received.flatMap(({ event }) => (event.type === "team.created" ? [event.data.name] : []));
}

export const webhookLife: Journey = {
  title: "an endpoint is made, its receiver handles each event once through failures, a dead letter, a pause and a new secret, and is taken away",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { acme } = mock.seed.organizations;
      const plinto = createPlinto(connect());
      const { email, password } = mock.seed.users.ada;
      await plinto.auth.signIn({ email, password });
      const ada = plinto.forOrganization(acme.id);
      const { webhooks, teams } = ada;
      await expectRefusal(webhooks.create({ url: "http://10.0.0.7/", events: ["*"] }), "url_not_allowed");

      const inbox = mock.webhooks.receiver();
      const { id: webhookId, secret } = await webhooks.create({ url: inbox.url, events: ["team.*"] });
      const handled: string[] = [];
      const store = memoryStore({ clock: mock.clock });
      const handleWith = (...secrets: string[]): void => {
        const receiver = createWebhookReceiver({ secrets, store, clock: mock.clock }).on("team.created", ({ data }) => void handled.push(data.name));
        inbox.respond((request) => receiver.handle(request));
      };
      handleWith(secret!);

      await teams.create({ name: "Edge" });
      await inbox.waitFor("team.created");
      await mock.webhooks.settled();
      const [arrived] = await webhooks.deliveries.list({ webhookId }).toArray({ max: 10 });
      expect(arrived).toMatchObject({ status: "delivered", eventType: "team.created" });
      await webhooks.deliveries.retry({ webhookId, deliveryId: arrived!.id });
      await mock.webhooks.settled();
      expect([inbox.received.length, handled]).toEqual([2, ["Edge"]]);

      inbox.respond(500, { times: 6 });
      await teams.create({ name: "Core" });
      await mock.clock.advance("1h");
      const [dead] = await webhooks.deadLetters.list().toArray({ max: 10 });
      expect(dead).toMatchObject({ status: "dead_lettered", attemptCount: 6 });
      await webhooks.deadLetters.retry({ deliveryId: dead!.id });
      await mock.webhooks.settled();

      await webhooks.update({ webhookId, status: "paused" });
      for (const name of ["First", "Second"]) await teams.create({ name });
      const { secret: next } = await webhooks.rotateSecret({ webhookId });
      handleWith(next!);
      await webhooks.update({ webhookId, status: "active" });
      await mock.webhooks.settled();
      expect(handled).toEqual(["Edge", "Core", "First", "Second"]);
      expect(teamsTold(inbox).slice(-2)).toEqual(["First", "Second"]);
      expect(await webhooks.getStats()).toMatchObject({ deliveries: 4, attempts: 11, successRate: 1 });

      await webhooks.delete({ webhookId });
      inbox.clear();
      await teams.create({ name: "Afterwards" });
      await mock.webhooks.settled();
      expect(inbox.received).toEqual([]);
    } finally {
      await close();
    }
  },
};
