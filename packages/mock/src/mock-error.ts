const brand = Symbol.for("@plinto/mock/error");

/** What a {@link MockError} is made of besides its code and message. */
export interface MockErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Facts a program may act on: JSON values only, never a token, secret, password or e-mail. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of the mock: wrong use of its API, and bugs in the code that runs on its kernel.
 * It never stands for an answer of the API: refusals are values (`refuse`), and they become problem bodies.
 *
 * `code` is for programs and never changes; `message` is for people and says what to do.
 *
 * @example
 * try {
 *   await mock.clock.advance("soon");
 * } catch (error) {
 *   if (isMockError(error, "duration_invalid")) console.log(error.message);
 * }
 */
export class MockError<Code extends string = string> extends Error {
  override readonly name: string = "MockError";
  readonly code: Code;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, options: MockErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    Object.defineProperty(this, brand, { value: true });
  }
}

/**
 * Tells whether a value is a {@link MockError}, also across realms and duplicate installations, and narrows its code.
 *
 * @param error anything that was caught
 * @param code when given, only an error with this code counts
 *
 * @example
 * if (isMockError(error, "ledger_truncated")) useAnotherSeq();
 */
export function isMockError<Code extends string = string>(error: unknown, code?: Code): error is MockError<Code> {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return code === undefined || (error as unknown as MockError).code === code;
}
