import { expect, test } from "vitest";
import type { StepUpRequest } from "../src/step-up.ts";
import { issued, rejection, signedInKit, user } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { json, later, problem } from "./support/scripted-server.ts";

const CREATE = "POST /v1/organizations";
const challenge = { maxAgeSeconds: 600, methods: ["password"], sessionId: "ses_1" };
const due = () => problem(403, "step_up_required", { challenge });

async function stepUpKit(options: object = {}) {
  const kit = await signedInKit(options);
  kit.server.on("POST /v1/auth/step-up", () => json(issued(40, { refreshToken: undefined })));
  return kit;
}

test("asks the handler and replays the call with the new token, the same key and the same bytes", async () => {
  const { plinto, server } = await stepUpKit();
  const requests: StepUpRequest[] = [];
  plinto.onStepUp(async (request) => {
    requests.push(request);
    await request.stepUp({ method: "password", password: "correct horse" });
  });
  server.on(CREATE, due, () => json({ id: "org_1" }, 201));
  expect(await plinto.createOrganization({ name: "Acme" })).toEqual({ id: "org_1" });
  expect(requests).toMatchObject([{ challenge, operationId: "createOrganization" }]);
  const [first, second] = server.asked(CREATE);
  expect([first, second].map((request) => request?.headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer at_40"]);
  expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(second?.body).toBe(first?.body);
  expect(await plinto.session.getToken()).toBe("at_40");
});

test("without a handler the error goes to the caller, with its challenge", async () => {
  const { plinto, server } = await stepUpKit();
  server.on(CREATE, due);
  const error = await rejection(plinto.createOrganization());
  expect(error).toMatchObject({ code: "step_up_required", status: 403, details: { challenge } });
});

test("takes the handler as an option too, and a disposer removes it", async () => {
  let asked = 0;
  const handler = () => void asked++;
  const { plinto, server } = await stepUpKit({ onStepUp: handler });
  server.on(CREATE, due, () => json({}), due);
  await plinto.createOrganization();
  const stop = plinto.onStepUp(handler);
  stop();
  await rejection(plinto.createOrganization());
  expect(asked).toBe(1);
});

test("calls that are refused at the same time share one run", async () => {
  const { plinto, server } = await stepUpKit();
  let runs = 0;
  plinto.onStepUp(async ({ stepUp }) => {
    runs++;
    await stepUp({ method: "password", password: "correct horse" });
  });
  server.on(CREATE, ({ headers }) => (headers.get("authorization") === "Bearer at_40" ? json({}) : due()));
  await Promise.all([1, 2, 3].map(() => plinto.createOrganization({ name: "Acme" })));
  expect(runs).toBe(1);
  expect(server.asked(CREATE)).toHaveLength(6);
});

test("a later refusal is asked about anew", async () => {
  const { plinto, server } = await stepUpKit();
  let runs = 0;
  plinto.onStepUp(() => void runs++);
  server.on(
    CREATE,
    due,
    () => json({}),
    due,
    () => json({}),
  );
  await plinto.createOrganization();
  await plinto.createOrganization();
  expect(runs).toBe(2);
});

test("replays once and no more", async () => {
  const { plinto, server } = await stepUpKit();
  let runs = 0;
  plinto.onStepUp(() => void runs++);
  server.on(CREATE, due);
  expect(await rejection(plinto.createOrganization())).toMatchObject({ code: "step_up_required" });
  expect([runs, server.asked(CREATE).length]).toEqual([1, 2]);
});

test.each([
  ["rejects", () => Promise.reject(new Error("cancelled"))],
  [
    "throws",
    () => {
      throw new Error("cancelled");
    },
  ],
])("when the handler %s, the call fails with its 403 and the reason as cause", async (_, handler) => {
  const { plinto, server } = await stepUpKit();
  plinto.onStepUp(handler);
  server.on(CREATE, due);
  const error = await rejection(plinto.createOrganization());
  expect(error).toMatchObject({ code: "step_up_required", status: 403, operationId: "createOrganization" });
  expect(error.cause.message).toBe("cancelled");
});

test("a wrong password in the handler is its own error, and asks for no further step-up", async () => {
  const { plinto, server } = await stepUpKit();
  plinto.onStepUp(({ stepUp }) => stepUp({ method: "password", password: "correct horse" }));
  server.on(CREATE, due).on("POST /v1/auth/step-up", due);
  const error = await rejection(plinto.createOrganization());
  expect(error.cause).toMatchObject({ code: "step_up_required", operationId: "stepUp" });
  expect(server.asked("POST /v1/auth/step-up")).toHaveLength(1);
});

test("a person may take longer than the deadline, and the replay has a deadline of its own", async () => {
  const { plinto, server, clock } = await stepUpKit({ deadlineMs: 10_000 });
  let answerPerson = (): void => {};
  plinto.onStepUp(() => new Promise<void>((resolve) => (answerPerson = resolve)));
  server.on(CREATE, due, () => json({ id: "org_1" }));
  const promise = plinto.createOrganization();
  await clock.advance(60_000);
  answerPerson();
  expect(await promise).toEqual({ id: "org_1" });
  expect(clock.pending).toBe(0);
});

test("a call that is aborted while the person is asked ends at once", async () => {
  const { plinto, server } = await stepUpKit();
  const person = later();
  plinto.onStepUp(() => person.answer({} as never));
  server.on(CREATE, due);
  const controller = new AbortController();
  const promise = rejection(plinto.createOrganization({}, { signal: controller.signal }));
  await settled();
  controller.abort();
  expect(await promise).toMatchObject({ kind: "abort", code: "aborted" });
  person.give(json({}));
  await settled();
  expect(server.asked(CREATE)).toHaveLength(1);
});

test("a handler answers with any factor: with a passkey by a challenge of its own, made and answered as the session", async () => {
  const { plinto, server } = await stepUpKit();
  const credential = { id: "AQ", rawId: "AQ", type: "public-key" as const, response: { clientDataJSON: "AQ", authenticatorData: "AQ", signature: "AQ" } };
  server.on("POST /v1/mfa/challenges", () => json({ kind: "passkey", id: "chl_1", publicKey: { challenge: "AQ" } }, 201));
  plinto.onStepUp(async ({ createChallenge, stepUp }) => {
    const { id } = await createChallenge({ kind: "passkey" });
    await stepUp({ method: "passkey", challengeId: id, credential });
  });
  server.on(CREATE, due, () => json({ id: "org_1" }, 201));
  expect(await plinto.createOrganization({ name: "Acme" })).toEqual({ id: "org_1" });
  const [challenged] = server.asked("POST /v1/mfa/challenges");
  expect([challenged?.json, challenged?.headers.get("authorization")]).toEqual([{ kind: "passkey" }, "Bearer at_1"]);
  expect(server.asked("POST /v1/auth/step-up")[0]?.json).toEqual({ method: "passkey", challengeId: "chl_1", credential });
});

test.each([
  { method: "totp", code: "287082" } as const,
  { method: "recovery_code", code: "3f8kq-2m9xt" } as const,
  { method: "otp", code: "402913" } as const,
  { method: "magic_link", token: "ml_1" } as const,
])("a handler answers with $method, and the call is replayed once under the same key", async (proof) => {
  const { plinto, server } = await stepUpKit();
  plinto.onStepUp(({ stepUp }) => stepUp(proof));
  server.on(CREATE, due, () => json({ id: "org_1" }, 201));
  await plinto.createOrganization({ name: "Acme" });
  expect(server.asked("POST /v1/auth/step-up").map(({ json: body }) => body)).toEqual([proof]);
  const [first, second] = server.asked(CREATE);
  expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
});

// Two tabs share a storage: while one waited for Bob's proof, Ada signed in by the other, and what Bob had asked for was done in her name.
test("a call is not repeated by somebody else who signed in while it waited, and nobody else is asked for the proof", async () => {
  const { plinto, server } = await stepUpKit();
  server.on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(50, { id: "ses_2", userId: "usr_2" }), user: { ...user, id: "usr_2" } }));
  let refusal: unknown;
  plinto.onStepUp(async ({ stepUp }) => {
    await plinto.signIn();
    refusal = await rejection(stepUp({ method: "password", password: "correct horse" }));
  });
  server.on(CREATE, due, () => json({ id: "org_1" }, 201));
  expect(await rejection(plinto.createOrganization({ name: "Acme" }))).toMatchObject({
    kind: "abort",
    code: "session_changed",
    message: "createOrganization: somebody has signed in or out meanwhile",
  });
  expect(refusal).toMatchObject({ code: "session_changed", message: "somebody has signed in or out meanwhile" });
  expect(server.asked(CREATE)).toHaveLength(1);
  expect(server.asked("POST /v1/auth/step-up")).toHaveLength(0);
});

test("somebody who signed in anew while the call waited has it repeated", async () => {
  const { plinto, server } = await stepUpKit();
  server.on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(50, { id: "ses_2" }), user }));
  plinto.onStepUp(() => plinto.signIn());
  server.on(CREATE, due, () => json({ id: "org_1" }, 201));
  expect(await plinto.createOrganization({ name: "Acme" })).toEqual({ id: "org_1" });
  expect(server.asked(CREATE).map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer at_50"]);
});
