import { isPlintoError } from "@plinto/core";
import { expect } from "vitest";

/** Asserts that a call is refused with this code, and returns the error. */
export async function expectRefusal(
  call: Promise<unknown>,
  code: string,
): Promise<{ code: string; message: string; status: number | undefined; retryAfterMs: number | undefined }> {
  const error = await call.then(
    (value) => expect.fail(`expected ${code}, but the call succeeded with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!isPlintoError(error)) throw error;
  expect(error.code).toBe(code);
  return { code: error.code, message: error.message, status: error.status, retryAfterMs: error.retryAfterMs };
}
