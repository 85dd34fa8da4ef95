import { expect, test } from "vitest";
import { type Account, type Accounts, splitIssued, withAccount, withoutAccount } from "../../src/session/accounts.ts";
import { createAccountStore } from "../../src/session/account-store.ts";
import type { SessionStorage } from "../../src/session/storage.ts";
import { issued, user } from "../support/fixtures.ts";
import { ManualClock, settled } from "../support/manual-clock.ts";
import { channels, slowStorage } from "../support/tabs.ts";

const account = (id: string): Account => {
  const { session, token, refreshToken } = splitIssued(issued(1, { id }), 0);
  return { session, user: user as never, ...token, refreshToken, device: null, generation: 1 };
};

function openStore(storage: SessionStorage, channel = channels()) {
  const changes: (string | null)[] = [];
  const warnings: string[] = [];
  const store = createAccountStore({
    storage,
    key: "k",
    channel,
    clock: new ManualClock(),
    log: (_, message) => warnings.push(message),
    onRemoteChange: (_: Accounts, after: Accounts) => changes.push(after.active),
  });
  return { store, changes, warnings };
}

test("a commit changes memory at once and the storage soon", async () => {
  const storage = slowStorage();
  const { store, changes } = openStore(storage);
  await store.ready;
  await store.commit((stored) => withAccount(stored, account("ses_1")));
  expect(store.stored.active).toBe("ses_1");
  expect(storage.values.size).toBe(0);
  await store.written();
  expect(JSON.parse(storage.values.get("k") as string)).toEqual(store.stored);
  expect(changes).toEqual([]);
});

test("a commit sees what another tab has written meanwhile", async () => {
  const storage = slowStorage();
  const one = openStore(storage);
  const two = openStore(storage);
  await one.store.commit((stored) => withAccount(stored, account("ses_1")));
  await one.store.written();
  let seen: string | null = null;
  await two.store.commit((stored) => void (seen = stored.active));
  expect(seen).toBe("ses_1");
  expect(two.changes).toEqual(["ses_1"]);
});

test("a session that another tab has ended is ended here too, although a write of ours hangs", async () => {
  const storage = slowStorage();
  const channel = channels();
  const { store, changes } = openStore({ ...storage, set: () => new Promise(() => {}) }, channel);
  await store.ready;
  await store.commit((stored) => withAccount(stored, account("ses_1")));
  channel("k").postMessage(["ses_1"]);
  await settled();
  expect(store.stored.active).toBeNull();
  expect(changes).toEqual([null]);
});

test.each([null, 1, {}, "ses_other", ["ses_other"]])("the foreign message %j ends nothing", async (message) => {
  const channel = channels();
  const { store } = openStore(slowStorage(), channel);
  await store.commit((stored) => withAccount(stored, account("ses_1")));
  await store.written();
  channel("k").postMessage(message);
  await settled();
  expect(store.stored.active).toBe("ses_1");
});

test("memory is newer than the storage only until a write succeeds again", async () => {
  const storage = slowStorage();
  let full = true;
  const { store, warnings } = openStore({ ...storage, set: (key, value) => (full ? Promise.reject(new Error("full")) : storage.set(key, value)) });
  await store.ready;
  await store.commit((stored) => withAccount(stored, account("ses_1")));
  await store.written();
  await store.reload();
  expect([store.stored.active, warnings.length]).toEqual(["ses_1", 1]);
  full = false;
  await store.commit((stored) => withAccount(stored, account("ses_2")));
  await store.written();
  storage.values.set("k", JSON.stringify(withAccount(store.stored, account("ses_3"))));
  await store.reload();
  expect(store.stored.active).toBe("ses_3");
});

test("nothing is left in the storage when nothing is left to remember", async () => {
  const storage = slowStorage();
  const { store } = openStore(storage);
  await store.commit((stored) => withAccount(stored, account("ses_1")));
  await store.commit((stored) => withoutAccount(stored, "ses_1"));
  await store.written();
  expect([...storage.values]).toEqual([]);
});
