import { expect, test } from "vitest";
import { memoryStorage, webStorage } from "../../src/session/storage.ts";

test("memory storage keeps, forgets and tells whoever shares it", () => {
  const storage = memoryStorage();
  let told = 0;
  const stop = storage.subscribe?.("k", () => told++);
  expect(storage.get("k")).toBeNull();
  void storage.set("k", "v");
  expect([storage.get("k"), told]).toEqual(["v", 1]);
  void storage.remove("k");
  expect([storage.get("k"), told]).toEqual([null, 2]);
  stop?.();
  void storage.set("k", "w");
  expect(told).toBe(2);
});

test("web storage passes through to the area it is given", () => {
  const values = new Map<string, string>();
  const storage = webStorage({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
  void storage.set("k", "v");
  expect(storage.get("k")).toBe("v");
  void storage.remove("k");
  expect(values.size).toBe(0);
});
