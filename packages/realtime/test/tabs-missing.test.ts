/** A page that stays open while another version is deployed: the files that it would load later are gone. */

import type { Channel, Locks } from "@plinto/core";
import { expect, test, vi } from "vitest";
import { fixture } from "./support/fixtures.ts";
import { eventNumber } from "./support/scripted-server.ts";

vi.mock("../src/tabs.ts", () => {
  throw new TypeError("Failed to fetch dynamically imported module");
});

test("A tab that cannot load what tabs share has a socket of its own", async () => {
  const locks: Locks = { request: () => Promise.reject(new Error("No lock is asked for")) };
  const channel = (): Channel => {
    throw new Error("No channel is opened");
  };
  const { server, realtime, session } = fixture({ tabs: "shared", locks, channel });
  const heard: string[] = [];
  realtime.organization("org_1", { onGap: () => {} }).on("event", ({ id }) => heard.push(id));
  await vi.waitFor(() => expect(realtime.status).toBe("open"));
  await vi.waitFor(() => expect(server.last.got("subscription")).toHaveLength(1));
  server.publish("organization:org_1", eventNumber(1));
  await vi.waitFor(() => expect(heard).toEqual(["evt_1"]));
  expect(session.tokens).toHaveLength(1);
  await realtime.close();
  expect(server.last.closed).toBe(1000);
});
