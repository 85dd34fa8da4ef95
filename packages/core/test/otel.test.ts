import { type Context, type Span, type SpanContext, type SpanOptions, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { call } from "../src/operation.ts";
import { instrument } from "../src/otel.ts";
import { operations, rejection, transportKit } from "./support/fixtures.ts";
import { json, problem } from "./support/scripted-server.ts";

interface Recorded {
  name: string;
  options: SpanOptions;
  parent: string | undefined;
  attributes: Record<string, unknown>;
  status: unknown;
  end: unknown;
  context: SpanContext;
}

/** A tracer that writes down what it is told. */
function recorder(): { tracer: Tracer; spans: Recorded[] } {
  const spans: Recorded[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, context?: Context): Span => {
    const id = `${spans.length + 1}`.padStart(16, "0");
    const recorded: Recorded = {
      name,
      options,
      parent: context && trace.getSpanContext(context)?.spanId,
      attributes: { ...options.attributes },
      status: undefined,
      end: undefined,
      context: { traceId: "c".repeat(32), spanId: id, traceFlags: 1 },
    };
    spans.push(recorded);
    const span = {
      spanContext: () => recorded.context,
      setAttribute: (key: string, value: unknown) => (Object.assign(recorded.attributes, { [key]: value }), span),
      setAttributes: (values: object) => (Object.assign(recorded.attributes, values), span),
      setStatus: (status: unknown) => ((recorded.status = status), span),
      end: (time: unknown) => void (recorded.end = time),
    };
    return span as never;
  };
  return { tracer: { startSpan } as never, spans };
}

test("makes a span for a call and a child for each attempt, on the client's clock", async () => {
  const { client, server, clock } = transportKit({ secretKey: "sk_test_1" });
  const { tracer, spans } = recorder();
  instrument(client, { tracer });
  const start = clock.now();
  server.on(
    "GET /v1/organizations/org_1",
    () => problem(503, "maintenance", {}, { "retry-after": "2" }),
    () => json({}, 200, { "plinto-request-id": "req_1" }),
  );
  const promise = call(client, operations.getOrganization, { orgId: "org_1" });
  await clock.advance(2_000);
  await promise;
  const [whole, first, second] = spans;
  expect(spans).toHaveLength(3);
  expect(whole).toMatchObject({
    name: "plinto.getOrganization",
    options: { startTime: start },
    end: start + 2_000,
    attributes: {
      "http.request.method": "GET",
      "url.template": "/v1/organizations/{orgId}",
      "server.address": "api.test",
      "plinto.operation": "getOrganization",
      "http.response.status_code": 200,
      "plinto.attempts": 2,
      "plinto.replayed": false,
      "plinto.request_id": "req_1",
    },
    status: undefined,
  });
  expect(first).toMatchObject({
    name: "attempt",
    parent: whole?.context.spanId,
    attributes: { "plinto.attempt": 1, "http.response.status_code": 503, "error.type": "maintenance" },
    status: { code: SpanStatusCode.ERROR },
  });
  expect(second).toMatchObject({
    name: "attempt",
    parent: whole?.context.spanId,
    attributes: { "plinto.attempt": 2, "http.response.status_code": 200 },
    end: start + 2_000,
  });
  expect(server.seen.map(({ headers }) => headers.get("traceparent"))).toEqual(Array(2).fill(`00-${"c".repeat(32)}-${whole?.context.spanId}-01`));
  expect(JSON.stringify(spans)).not.toMatch(/sk_test_1|org_1/);
});

test("ends the span of a failed call with its code, and the error names the trace", async () => {
  const { client, server } = transportKit();
  const { tracer, spans } = recorder();
  instrument(client, { tracer });
  server.on("GET /v1/health", () => problem(404, "not_found", {}, { "plinto-request-id": "req_2" }));
  const error = await rejection(call(client, operations.getHealth, {}));
  expect(error.traceId).toBe("c".repeat(32));
  expect(spans[0]).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: "not_found" },
    attributes: { "error.type": "not_found", "http.response.status_code": 404, "plinto.request_id": "req_2" },
  });
  expect(spans[0]?.end).toBeDefined();
});

test("without a provider nothing is broken, and a valid trace is sent all the same", async () => {
  const { client, server } = transportKit();
  instrument(client);
  server.on("GET /v1/health", () => json({}));
  await call(client, operations.getHealth, {});
  expect(server.seen[0]?.headers.get("traceparent")).not.toContain("0".repeat(32));
});

test("stops when it is told to", async () => {
  const { client, server } = transportKit();
  const { tracer, spans } = recorder();
  instrument(client, { tracer })();
  server.on("GET /v1/health", () => json({}));
  await call(client, operations.getHealth, {});
  expect(spans).toEqual([]);
});
