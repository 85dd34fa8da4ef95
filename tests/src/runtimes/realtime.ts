import { isPlintoError } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { createRealtime } from "@plinto/realtime";

type Frame = Record<string, unknown> & { kind: string };

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${what} does not hold on this runtime`);
}

/** A socket whose other end is a server of three sentences: it greets, knows everybody, and tells one event. */
class SmallServer {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor() {
    this.#tell({ kind: "connection", connectionId: "con_1", protocol: 1, heartbeatSeconds: 25, deadSeconds: 33, limits: {} });
  }

  send(data: string): void {
    const frame = JSON.parse(data) as Frame;
    if (frame.kind === "authentication") this.#tell({ ...frame, expiresAt: null, expiresInSeconds: null });
    if (frame.kind !== "subscription") return;
    const { topic } = frame;
    if (topic === "environment") return this.#tell({ kind: "error", id: frame["id"], code: "permission_denied", message: "Needs the environment key" });
    this.#tell({ ...frame, epoch: "e", offset: 1, recovered: false });
    this.#tell({ kind: "events", topic, epoch: "e", from: 1, to: 2, events: [{ offset: 2, event: { id: "evt_1", type: "member.added" } }] });
  }

  close(): void {}

  #tell(frame: Frame): void {
    void Promise.resolve().then(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
}

/** What every runtime has to do with the built package: connect, hear an event, read it, be refused, close. */
export async function realtimeSuite(): Promise<void> {
  const realtime = createRealtime(createClient({ baseUrl: "https://api.test", secretKey: "sk_test_1", allowSecretKeyInBrowser: true }), {
    WebSocket: SmallServer,
  });
  const organization = realtime.organization("org_1", { onGap: () => {} });
  const heard: string[] = [];
  organization.on("member.added", ({ id }) => heard.push(id));
  const items = organization.items();
  await organization.ready();
  const { value: item } = (await items.next()) as { value: { kind: string } };
  check(item.kind === "event" && heard[0] === "evt_1", "hearing and reading an event");
  const refusal: unknown = await realtime
    .environment({ onGap: () => {} })
    .ready()
    .catch((error: unknown) => error);
  check(isPlintoError(refusal, "permission_denied"), "being refused a topic");
  await realtime.close();
  check((await items.next()).done === true && realtime.status === "closed", "closing");
}
