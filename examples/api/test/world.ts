import { createPlinto } from "@plinto/core";
import { type AcmeSeed, createMock, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { createPlintoAdmin, type PlintoAdmin } from "@plinto/node";
import { type RunningApi, startApi } from "../src/start.ts";

/** The API beside a Plinto of its own, both over HTTP. */
export interface World {
  readonly mock: Mock<AcmeSeed>;
  readonly admin: PlintoAdmin;
  readonly orgId: string;
  readonly webhookId: string;
  readonly secret: string;
  /** Where the API answers. */
  readonly url: string;
  /** Ends the API and lets something happen, which no delivery tells it; then starts it again. */
  whileDown(work: () => Promise<unknown>): Promise<void>;
  /** Resolves when the API has heard of an event of a type. */
  heard(type: string): Promise<void>;
  /** Calls the API with the session of a person at Acme, or of nobody. */
  ask(person: string | null, method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Makes somebody new a member, as people become members, and waits until webhooks are delivered. */
  join(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts both. The database is in memory without a folder. */
export async function startWorld(dataFolder?: string): Promise<World> {
  const mock = createMock();
  const served = await serveMock(mock);
  const { secretKey } = mock.keys;
  const admin = createPlintoAdmin({ baseUrl: served.url, secretKey });
  const { id: webhookId, secret } = await admin.webhooks.create({ url: "http://127.0.0.1:9/webhooks", events: ["member.*"] });
  const start = (port: number): Promise<RunningApi> =>
    startApi({ plintoUrl: served.url, secretKey, webhookSecret: secret!, port, dataFolder }, { allowMockKeys: true });
  let api = await start(0);
  const { url } = api;
  await admin.webhooks.update({ webhookId, url: `${url}/webhooks` });
  const orgId = mock.seed.organizations.acme.id;
  return {
    mock,
    admin,
    orgId,
    webhookId,
    secret: secret!,
    url,
    heard: (type) => new Promise((resolve) => void api.stream.on("event", (event) => event.type === type && resolve())),
    async whileDown(work) {
      await api.close();
      await work();
      api = await start(Number(new URL(url).port));
    },
    async ask(person, method, path, body) {
      const token = person === null ? null : await createPlinto(mock.as(person, { organization: "acme" })).session.getToken();
      const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) };
      const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async join(name) {
      const email = `${name.toLowerCase()}@acme.test`;
      await admin.users.create({ email, name, password: "correct-horse-4711", emailVerified: true });
      await admin.forOrganization(orgId).invitations.create({ email, role: "member" });
      const invited = createPlinto(mock.connect());
      await invited.auth.signIn({ email, password: "correct-horse-4711" });
      const { token } = mock.mailbox.latest({ to: email, kind: "invitation" })!;
      await invited.invitations.accept({ token });
      await mock.webhooks.settled();
      return invited.session.current!.user.id;
    },
    async close() {
      await api.close();
      await served.close();
    },
  };
}
