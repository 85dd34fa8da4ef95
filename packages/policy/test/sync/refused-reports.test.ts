import { expect, test } from "vitest";
import type { PolicyDocument } from "../../src/index.ts";
import type { SeenRequest } from "./support/bundle-server.ts";
import { question, told, world } from "./support/world.ts";

const denied = (id: string): ReturnType<typeof question> => question({ subject: { type: "user", id, roles: [] } });

/** The subjects of the reports in a request. */
const subjectsIn = ({ body }: SeenRequest): string[] =>
  (JSON.parse(body!) as { evaluations: { subject: { id: string } }[] }).evaluations.map(({ subject }) => subject.id);

// One id that the API did not take cost the nine good reports beside it, and the message spoke of the key.
test("rows that the API names are given up alone, and the message says what was wrong with them", async () => {
  const { client, server } = world();
  const policies = client({ reportEvaluations: {} });
  const errors = told(policies, "error");
  await policies.ready();
  server.instead = (request) => {
    const at = request.method === "POST" ? subjectsIn(request).indexOf("usr_odd") : -1;
    if (at < 0) return undefined;
    return Response.json(
      { code: "validation_failed", errors: [{ pointer: `/evaluations/${at}/subject/id`, code: "format", message: "usr_odd" }] },
      { status: 400 },
    );
  };
  for (const id of ["usr_1", "usr_odd", "usr_2"]) policies.evaluate(denied(id));
  await policies.flush();
  expect(server.batches.map(({ evaluations }) => evaluations.map(({ subject }) => (subject as { id: string }).id))).toEqual([["usr_1", "usr_2"]]);
  expect(policies.reports).toEqual({ sent: 2, waiting: 0, dropped: 1 });
  expect(errors).toMatchObject([
    {
      error: {
        code: "reports_refused",
        status: 400,
        message: "The API answered 400 to reports of decisions, and 1 of 3 is given up: /subject/id has the fault format.",
      },
      retryInSeconds: null,
    },
  ]);
});

test.each([400, 413, 422])("a batch that is refused with %i and no more is sent in halves, until the odd row stands alone", async (status) => {
  const { client, server } = world();
  const policies = client({ reportEvaluations: {} });
  const errors = told(policies, "error");
  await policies.ready();
  server.instead = (request) => {
    if (request.method !== "POST" || !subjectsIn(request).includes("usr_7")) return undefined;
    return Response.json({ code: "malformed_json" }, { status });
  };
  for (let index = 0; index < 10; index += 1) policies.evaluate(denied(`usr_${index}`));
  await policies.flush();
  expect(server.batches.flatMap(({ evaluations }) => evaluations).map(({ subject }) => (subject as { id: string }).id)).toEqual(
    Array.from({ length: 10 }, (_, index) => `usr_${index}`).filter((id) => id !== "usr_7"),
  );
  expect(new Set(server.batches.map(({ key }) => key)).size).toBe(server.batches.length);
  expect(policies.reports).toEqual({ sent: 9, waiting: 0, dropped: 1 });
  expect(errors.map(({ error }) => error.message)).toEqual([`The API answered ${status} to reports of decisions, and 1 of 1 is given up: malformed_json.`]);
});

test("what an answer says beside is no part of a message, whatever it says", async () => {
  const { client, server } = world();
  const policies = client({ reportEvaluations: {} });
  const errors = told(policies, "error");
  await policies.ready();
  const errorsSaid = [null, { pointer: "/evaluations/0/subject/id; drop", code: 7 }, { pointer: "/evaluations/9/time", code: "Bearer x" }];
  server.instead = ({ method }) => (method === "POST" ? Response.json({ code: "Sent Bearer x", errors: errorsSaid }, { status: 400 }) : undefined);
  policies.evaluate(denied("usr_1"));
  await policies.flush();
  expect(errors.map(({ error }) => error.message)).toEqual(["The API answered 400 to reports of decisions, and 1 of 1 is given up: it did not say why."]);
});

// 99 denials by 120 policies each were more than the API takes in one body: all were lost.
test("batches are bounded by bytes too, and nothing is lost by it", async () => {
  const { client, server } = world();
  const document: PolicyDocument = { effect: "deny", actions: ["documents:read"], resources: ["document:*"] };
  server.change({ policies: Array.from({ length: 400 }, (_, index) => ({ id: `pol_${String(index).padStart(26, "0")}`, version: 1, document })) });
  const policies = client({ reportEvaluations: {} });
  await policies.ready();
  for (let index = 0; index < 40; index += 1) policies.evaluate(denied(`usr_${index}`));
  await policies.flush();
  const bodies = server.requests.filter(({ method }) => method === "POST").map(({ body }) => new TextEncoder().encode(body!).length);
  expect(Math.max(...bodies)).toBeLessThan(524_288 + 64);
  expect(bodies.length).toBeGreaterThan(2);
  expect(policies.reports).toEqual({ sent: 40, waiting: 0, dropped: 0 });
});
