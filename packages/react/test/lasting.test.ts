import { organizations, users } from "@plinto/core/queries";
import { expect, test } from "vitest";
import { createAuthStore } from "../src/auth-store.ts";
import { createLasting } from "../src/lasting.ts";
import { cacheConnection } from "../src/query/connect.ts";
import { kitOf } from "./support/kit.tsx";

test("what is begun runs once, ends with the provider, and runs again when the provider comes back", () => {
  const lasting = createLasting();
  const seen: string[] = [];
  const start = (): (() => void) => {
    seen.push("start");
    return () => seen.push("stop");
  };
  // Effects of what is inside run before those of what is around it.
  lasting.keep("a", start);
  const end = lasting.mount();
  lasting.keep("a", start);
  end();
  lasting.mount()();
  expect(seen).toEqual(["start", "stop", "start", "stop"]);
});

test("who has gone while nothing was connected leaves nothing behind when it is again", async () => {
  const { mock, plinto, cache } = kitOf("ada");
  await plinto.session.ready();
  const connect = cacheConnection(cache, plinto, createAuthStore(plinto, undefined));
  connect()();
  cache.setQueryData(users.getMe(plinto).queryKey, {});
  cache.setQueryData(organizations.get(plinto, { orgId: mock.seed.organizations.acme.id }).queryKey, {});
  await plinto.auth.signOut();
  expect(cache.getQueryCache().getAll()).toHaveLength(2);
  connect();
  expect(cache.getQueryCache().getAll()).toEqual([]);
});
