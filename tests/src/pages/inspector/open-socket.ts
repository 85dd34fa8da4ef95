import { onTestFinished } from "vitest";

/** A socket that somebody else's application holds, with what it was sent and how it ended. */
export interface OpenSocket {
  readonly kinds: readonly string[];
  readonly ended: Promise<number>;
}

/** Opens a socket to a world by the protocol alone, subscribes, and closes it with the test. */
export async function openSocket(url: string, token: string, topics: readonly string[]): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/ws`, ["plinto.v1", `plinto.bearer.${token}`]);
  onTestFinished(() => socket.close());
  const kinds: string[] = [];
  const ended = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    let left = topics.length;
    socket.addEventListener("close", ({ code, reason }) => reject(new Error(`The socket was closed with ${code} ${reason}`)));
    socket.addEventListener("message", ({ data }) => {
      const frame = JSON.parse(String(data)) as { kind: string };
      kinds.push(frame.kind);
      if (frame.kind === "authentication") {
        if (left === 0) resolve();
        for (const [index, topic] of topics.entries()) socket.send(JSON.stringify({ kind: "subscription", id: String(index), topic }));
      } else if (frame.kind === "subscription" && (left -= 1) === 0) resolve();
    });
  });
  return { kinds, ended };
}
