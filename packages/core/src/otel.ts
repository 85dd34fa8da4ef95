/** OpenTelemetry: a span per call, a child span per attempt. `@opentelemetry/api` is an optional peer. */

import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer, context, trace } from "@opentelemetry/api";
import { isPlintoError } from "./errors.ts";
import type { CallFacts, Hooks } from "./hooks.ts";

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Default: the tracer `@plinto/core` of the global provider. */
  tracer?: Tracer;
}

/**
 * Makes spans for every call of the client: `plinto.createOrganization` (kind client, with `url.template` instead of
 * the URL, never a token or a header), with a child `attempt` for each attempt. The trace id of the span travels as
 * `traceparent`, to the base URL only, and stands on errors as `traceId`. Times are those of the client's clock.
 *
 * @returns A function that stops it. Calls under way still end their spans.
 *
 * @example
 * import { instrument } from "@plinto/core/otel";
 * const stop = instrument(plinto);
 */
export function instrument(client: { readonly hooks: Hooks }, { tracer = trace.getTracer("@plinto/core") }: InstrumentOptions = {}): () => void {
  const spans = new WeakMap<CallFacts, Span>();
  const fail = (span: Span | undefined, error: unknown): void => {
    const code = isPlintoError(error) ? error.code : "unknown";
    span?.setAttribute("error.type", code).setStatus({ code: SpanStatusCode.ERROR, message: code });
  };
  const statusOf = (status: number | undefined): Attributes => (status ? { "http.response.status_code": status } : {});

  const stops = [
    client.hooks.on("request", ({ call, at, headers }) => {
      const { method, path, baseUrl, operationId, organizationId } = call;
      const attributes: Attributes = { "http.request.method": method, "url.template": path, "server.address": new URL(baseUrl).hostname };
      if (operationId) attributes["plinto.operation"] = operationId;
      if (organizationId) attributes["plinto.organization"] = organizationId;
      const span = tracer.startSpan(`plinto.${operationId ?? method}`, { kind: SpanKind.CLIENT, startTime: at, attributes });
      const { traceId, spanId, traceFlags } = span.spanContext();
      // An unrecorded span of a missing provider has the id zero, which no server may accept (W3C Trace Context 3.2.2.3).
      if (!/^0+$/.test(traceId)) headers.set("traceparent", `00-${traceId}-${spanId}-0${traceFlags}`);
      spans.set(call, span);
    }),
    client.hooks.on("attempt", ({ call, at, durationMs, attempt, status, error }) => {
      const parent = spans.get(call);
      if (!parent) return;
      const attributes: Attributes = { "plinto.attempt": attempt, ...statusOf(status) };
      const span = tracer.startSpan("attempt", { kind: SpanKind.CLIENT, startTime: at, attributes }, trace.setSpan(context.active(), parent));
      if (error) fail(span, error);
      span.end(at + durationMs);
    }),
    client.hooks.on("response", ({ call, at, durationMs, attempts, status, requestId, replayed }) => {
      const span = spans.get(call)?.setAttributes({ ...statusOf(status), "plinto.attempts": attempts, "plinto.replayed": replayed });
      if (requestId) span?.setAttribute("plinto.request_id", requestId);
      span?.end(at + durationMs);
    }),
    client.hooks.on("error", ({ call, at, durationMs, attempts, error }) => {
      const span = spans.get(call)?.setAttributes({ "plinto.attempts": attempts });
      if (isPlintoError(error)) {
        span?.setAttributes(statusOf(error.status));
        if (error.requestId) span?.setAttribute("plinto.request_id", error.requestId);
      }
      fail(span, error);
      span?.end(at + durationMs);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
