import { expect, test } from "vitest";
import { createControl } from "../../src/control.ts";
import { api } from "../api.ts";
import { served } from "./served.ts";

const signUp = { email: "new@acme.test", password: "correct horse battery" };

test("the mailbox holds the mail with its code, newest last, and is filtered by recipient and kind", async () => {
  const { mock, control } = await served();
  await api(mock).post("/v1/auth/sign-up", signUp);
  await api(mock).post("/v1/auth/password/forgot", { email: "ada@acme.test" });
  expect((await control.listMail()).data.map(({ to, kind }) => [to, kind])).toEqual([
    ["new@acme.test", "email_verification"],
    ["ada@acme.test", "password_reset"],
  ]);
  const { data } = await control.listMail({ to: "NEW@acme.test", kind: "email_verification" });
  expect(data).toMatchObject([{ code: expect.stringMatching(/^\d{6}$/), sentAt: "2030-01-01T00:00:00.000Z" }]);
  expect((await control.listMail({ to: "new@acme.test", kind: "password_reset" })).data).toEqual([]);
});

test("whoever waits gets the message as soon as it is sent", async () => {
  const { mock, control } = await served();
  const waiting = control.listMail({ to: "new@acme.test", waitSeconds: 60 });
  await api(mock).post("/v1/auth/sign-up", signUp);
  expect((await waiting).data).toMatchObject([{ to: "new@acme.test", kind: "email_verification" }]);
});

test("whoever waits for what does not come gets an empty list", async () => {
  const { control } = await served();
  expect(await control.listMail({ to: "nobody@acme.test", waitSeconds: 1 })).toEqual({ data: [] });
});

test.for([
  ["waitSeconds=61", "waitSeconds must be at most 60"],
  ["waitSeconds=-1", "waitSeconds must be integer"],
  ["waitSeconds=soon", "waitSeconds must be integer"],
  ["from=ada", 'there is no property "from" here'],
])("the query %s is refused", async ([query, message]) => {
  const { ask } = await served();
  const response = await ask("GET", `/__plinto/mailbox?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "validation_failed", detail: `The request is not valid: ${message}.` });
});

test("a client that finds nobody at its address says so", async () => {
  const control = createControl({ url: "http://127.0.0.1:1" });
  await expect(control.listMail()).rejects.toMatchObject({
    code: "control_unreachable",
    message: "No mock answers at http://127.0.0.1:1. Start one with plinto dev.",
  });
});
