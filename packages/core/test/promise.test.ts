import { expect, test } from "vitest";
import { PlintoPromise } from "../src/promise.ts";
import { rejection } from "./support/fixtures.ts";
import { unhandled } from "./support/unhandled.ts";

const answered = <T>(data: T, headers: Record<string, string> = {}) =>
  new PlintoPromise<T, Error>(Promise.resolve({ data, response: { status: 200, headers: new Headers(headers) } }));

test("gives its data when awaited and throws when it fails", async () => {
  expect(await answered("data")).toBe("data");
  const failure = new Error("no");
  expect(await rejection(new PlintoPromise(Promise.reject(failure)))).toBe(failure);
});

test("safe() gives data or error and never rejects", async () => {
  expect(await answered(1).safe()).toEqual({ ok: true, data: 1 });
  const error = new Error("no");
  expect(await new PlintoPromise(Promise.reject(error)).safe()).toEqual({ ok: false, error });
});

test("withResponse() adds status, headers, etag and request id", async () => {
  const result = await answered({ id: 1 }, { etag: '"v1"', "plinto-request-id": "req_1" }).withResponse();
  expect(result).toMatchObject({ data: { id: 1 }, status: 200, etag: '"v1"', requestId: "req_1" });
  expect(result.headers.get("etag")).toBe('"v1"');
  expect(result.response).toEqual({ status: 200, headers: result.headers });
});

test("withResponse() throws like the promise itself", async () => {
  const error = new Error("no");
  expect(await rejection(new PlintoPromise(Promise.reject(error)).withResponse())).toBe(error);
});

test("a call that is only used through safe() leaves no unhandled rejection", async () => {
  expect(await unhandled(() => new PlintoPromise(Promise.reject(new Error("no"))).safe())).toEqual([]);
});

test("a call that is dropped and fails is unhandled, once, like any promise", async () => {
  const error = new Error("no");
  expect(await unhandled(() => void new PlintoPromise(Promise.reject(error)))).toEqual([error]);
});

test("then, catch and finally return plain promises", async () => {
  const promise = answered(1);
  for (const next of [promise.then((value) => value + 1), promise.catch(() => 0), promise.finally(() => {})]) {
    expect(next).toBeInstanceOf(Promise);
    expect(next).not.toBeInstanceOf(PlintoPromise);
  }
  expect(await Promise.all([promise, promise.then((value) => value + 1)])).toEqual([1, 2]);
});
