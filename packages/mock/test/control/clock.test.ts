import { expect, test } from "vitest";
import { accessTokenOf, api } from "../api.ts";
import { served } from "./served.ts";

test("advancing the clock makes what falls due happen", async () => {
  const { mock, control } = await served();
  const caller = api(mock, { as: await accessTokenOf(mock, "ada") });
  expect((await caller.get("/v1/users/me")).status).toBe(200);
  expect(await control.advanceClock({ duration: "15m" })).toEqual({ kind: "virtual", now: "2030-01-01T00:15:00.000Z" });
  expect((await caller.get("/v1/users/me")).body).toMatchObject({ status: 401, code: "access_token_expired" });
});

test("the clock moves by milliseconds as well as by a text, and to an instant", async () => {
  const { control } = await served();
  expect((await control.advanceClock({ duration: 1500 })).now).toBe("2030-01-01T00:00:01.500Z");
  expect((await control.setClock({ at: "2030-02-01T00:00:00+01:00" })).now).toBe("2030-01-31T23:00:00.000Z");
});

test("the clock of one world leaves the others alone", async () => {
  const { control, controlOf } = await served();
  await control.createWorld({ id: "other" });
  await controlOf("other").advanceClock({ duration: "1h" });
  expect((await control.getWorld()).clock.now).toBe("2030-01-01T00:00:00.000Z");
});

test("the clock does not go back", async () => {
  const { control } = await served();
  await expect(control.setClock({ at: "2029-12-31T00:00:00.000Z" })).rejects.toMatchObject({
    code: "clock_backwards",
    message: "The clock stands at 2030-01-01T00:00:00.000Z and cannot go back to 2029-12-31T00:00:00.000Z. Restore a snapshot to return to an earlier time.",
  });
});

test.for(["soon", "-5m", -5])("%j is no duration", async (duration) => {
  const { control } = await served();
  await expect(control.advanceClock({ duration })).rejects.toMatchObject({ code: "duration_invalid", message: expect.stringContaining("is not a duration") });
});

test("the clock goes no further than dates can be written", async () => {
  const { control, ask } = await served();
  await expect(control.advanceClock({ duration: "999999999999d" })).rejects.toMatchObject({
    code: "clock_too_far",
    message: expect.stringContaining("9000-01-01"),
  });
  expect(await (await ask("POST", "/__plinto/clock/set", { at: "9999-12-31T23:59:59.999Z" })).json()).toMatchObject({ status: 400, code: "clock_too_far" });
});

test("an instant without a time is no instant", async () => {
  const { control } = await served();
  await expect(control.setClock({ at: "2030-02-01" })).rejects.toMatchObject({
    code: "validation_failed",
    message: "The request is not valid: at must be a valid date-time in the years 0001 to 9999 of UTC.",
  });
});

test("what will happen by itself is told in the order in which it falls due, and is gone when it has happened", async () => {
  const { control } = await served();
  const { sessionId } = await control.signInAs({ person: "ada" });
  const { data } = await control.listTimers();
  expect(data.map(({ dueAt }) => dueAt)).toEqual(data.map(({ dueAt }) => dueAt).toSorted());
  const end = data.find(({ about }) => about.includes(sessionId))!;
  await control.setClock({ at: end.dueAt });
  expect((await control.listTimers()).data.map(({ about }) => about)).not.toContain(end.about);
});
