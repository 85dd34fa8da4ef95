import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { nodeWebhooks } from "@plinto/webhooks/node";
import { http, HttpResponse } from "msw";
import { expect, onTestFinished, test } from "vitest";
import { setupMockServer } from "../../src/doors/node.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause } from "../webhooks/ground.ts";

/** How the msw door delivers, whichever msw the file that calls it puts behind `msw`. */
export function testMswDeliveries(): void {
  test("under msw a delivery leaves for a real port, signed, and no handler of anybody takes it", async () => {
    const mock = createMock() as unknown as Mock;
    const taken: string[] = [];
    const door = setupMockServer(
      mock,
      http.all("*", ({ request }) => {
        taken.push(request.url);
        return HttpResponse.json(null, { status: 500 });
      }),
    );
    door.listen();
    onTestFinished(() => door.close());
    const handled = Promise.withResolvers<string>();
    const made = Promise.withResolvers<string>();
    const server = createServer(async (request, response) => {
      const receiver = createWebhookReceiver({ secrets: await made.promise, store: memoryStore() }).on("team.created", ({ data }) =>
        handled.resolve(data.name),
      );
      await nodeWebhooks(receiver)(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => server.close().closeAllConnections());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
    const { body } = await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"] });
    made.resolve(body.secret as string);
    await cause(mock, "Engineering");
    expect(await handled.promise).toBe("Engineering");
    await mock.webhooks.settled();
    expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attempts: [{ outcome: "delivered", responseStatus: 204 }] }]);
    expect(taken).toEqual([]);
  });

  test("under msw a port that nobody listens to and one that hangs up are failures like elsewhere, and retried", async () => {
    const mock = createMock({ clock: "virtual" }) as unknown as Mock;
    const door = setupMockServer(mock);
    door.listen();
    onTestFinished(() => door.close());
    let calls = 0;
    const server = createServer(async (request, response) => {
      await text(request);
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => server.close().closeAllConnections());
    const { port } = server.address() as AddressInfo;
    await asEnvironment(mock).post(acmeWebhooks(mock), { url: `http://127.0.0.1:${port}/`, events: ["team.created"] });
    await cause(mock);
    await mock.webhooks.settled();
    expect(mock.webhooks.deliveries).toMatchObject([{ status: "pending", attempts: [{ outcome: "unreachable" }] }]);
    await mock.clock.advance("2s");
    expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attemptCount: 2 }]);
  });
}
