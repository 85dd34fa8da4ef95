import { afterEach, expect, test, vi } from "vitest";
import { systemTime } from "../../src/kernel/system.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a timer is cancelled by the platform that armed it, whatever has replaced it since", () => {
  const [armed, replaced] = [vi.fn(), vi.fn()];
  vi.stubGlobal("setTimeout", () => "handle");
  vi.stubGlobal("clearTimeout", armed);
  const cancel = systemTime.setTimeout(() => {}, 1, false);
  vi.stubGlobal("clearTimeout", replaced);
  cancel();
  expect([armed.mock.calls, replaced.mock.calls]).toEqual([[["handle"]], []]);
});

test("only a timer in the background is let go by the process", () => {
  const unref = vi.fn();
  vi.stubGlobal("setTimeout", () => ({ unref }));
  systemTime.setTimeout(() => {}, 1, false);
  expect(unref).not.toHaveBeenCalled();
  systemTime.setTimeout(() => {}, 1, true);
  expect(unref).toHaveBeenCalledOnce();
});

test("the time is looked up at each call", () => {
  vi.useFakeTimers({ now: 5 });
  expect(systemTime.now()).toBe(5);
  vi.setSystemTime(7);
  expect(systemTime.now()).toBe(7);
});

test("a turn of the event loop ends while fake timers stand still", async () => {
  vi.useFakeTimers();
  await expect(systemTime.turn()).resolves.toBeUndefined();
});
