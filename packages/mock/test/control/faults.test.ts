import { expect, test } from "vitest";
import { api } from "../api.ts";
import { served } from "./served.ts";

test("a fault strikes as often as it says, tells what it has left, and is gone then", async () => {
  const { mock, control } = await served();
  await control.addFault({ operation: "getHealth", status: 503, retryAfterSeconds: 30, times: 2 });
  expect((await control.listFaults()).data).toEqual([{ id: "fault_1", operation: "getHealth", status: 503, retryAfterSeconds: 30, times: 2 }]);
  const first = await api(mock).get("/v1/health");
  expect(first).toMatchObject({ status: 503, body: { code: "maintenance" } });
  expect(first.headers.get("retry-after")).toBe("30");
  expect((await control.listFaults()).data).toMatchObject([{ times: 1 }]);
  await api(mock).get("/v1/health");
  expect((await api(mock).get("/v1/health")).status).toBe(200);
  expect((await control.listFaults()).data).toEqual([]);
});

test("clearing the faults takes all of them back", async () => {
  const { mock, control } = await served();
  await control.addFault({ operation: "getHealth", status: 500 });
  await control.addFault({ code: "maintenance" });
  await control.clearFaults();
  expect((await api(mock).get("/v1/health")).status).toBe(200);
});

test("one fault is taken back by its id, and the others stay", async () => {
  const { control } = await served();
  await control.addFault({ operation: "getHealth", status: 500 });
  await control.addFault({ operation: "getVersion", status: 503 });
  const [first] = (await control.listFaults()).data;
  await control.clearFaults({ id: first!.id });
  expect((await control.listFaults()).data).toEqual([{ id: "fault_2", operation: "getVersion", status: 503 }]);
  await expect(control.clearFaults({ id: first!.id })).rejects.toMatchObject({
    code: "not_found",
    message: 'There is no fault "fault_1". It may have struck for the last time.',
  });
});

test("a connection that a fault drops is a failed fetch, and the effect stays when it was dropped after", async () => {
  const { mock, url, control } = await served();
  await control.addFault({ operation: "signUp", drop: "after", times: 1 });
  const body = JSON.stringify({ email: "new@acme.test", password: "correct horse battery" });
  const lost = fetch(`${url}/v1/auth/sign-up`, { method: "POST", headers: { "content-type": "application/json" }, body });
  await expect(lost).rejects.toThrow("fetch failed");
  expect(mock.mailbox.latest({ to: "new@acme.test" })?.kind).toBe("email_verification");
});

test.for([
  [{ operation: "getHealth", times: 1 }, "fault_invalid", "A fault needs status, code, latencyMs or drop: without one nothing goes wrong."],
  [{ operation: "nothing", status: 503 }, "fault_invalid", 'There is no operation "nothing". Use an operationId of the description.'],
  [{ code: "nothing" }, "fault_invalid", 'There is no error code "nothing".'],
  [{ status: 418 }, "fault_invalid", "A fault of status 418 needs a code. Without one it can be 429, 500, 503."],
  [{ status: 503, times: 0 }, "validation_failed", "The request is not valid: times must be at least 1."],
  [{ latencyMs: "200" }, "validation_failed", "The request is not valid: latencyMs must be integer."],
  [{ drop: "now" }, "validation_failed", "The request is not valid: drop must be one of before, after."],
  [{ status: 503, often: true }, "validation_failed", 'The request is not valid: there is no property "often" here.'],
])("the fault %j is refused", async ([fault, code, detail]) => {
  const { control, ask } = await served();
  const response = await ask("POST", "/__plinto/faults", fault);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code, detail });
  expect((await control.listFaults()).data).toEqual([]);
});
