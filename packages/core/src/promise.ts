/** The promise that every call returns: await it, or ask for a result that never throws. */

/** Status and headers of an answer. */
export interface ResponseFacts {
  readonly status: number;
  readonly headers: Headers;
}

/** What `.withResponse()` gives. */
export interface WithResponse<T> extends ResponseFacts {
  readonly data: T;
  readonly response: ResponseFacts;
  /** `ETag` as the server sent it, quotes included: hand it to `ifMatch` as it is. */
  readonly etag: string | undefined;
  /** `Plinto-Request-Id`: quote it in a support request. */
  readonly requestId: string | undefined;
}

/** What `.safe()` gives. */
export type SafeResult<T, E> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: E };

/** Data and response facts of a call, before they are split. */
export interface Answered<T> {
  readonly data: T;
  readonly response: ResponseFacts;
}

/**
 * The promise of a call. The request is sent at once, not at the first `await`. Awaiting it throws a `PlintoError`;
 * `E` names the errors that the operation documents. `then`, `catch` and `finally` return plain promises.
 *
 * @example The usual way
 * const organization = await plinto.organizations.get({ orgId });
 *
 * @example Without exceptions
 * const result = await plinto.organizations.get({ orgId }).safe();
 * if (result.ok) show(result.data);
 * else if (result.error.code === "not_found") showNotFound();
 */
export class PlintoPromise<T, E = unknown> extends Promise<T> {
  // Without this, `then` would call our constructor with an executor.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #answer: Promise<Answered<T>>;

  constructor(answer: Promise<Answered<T>>) {
    super((resolve, reject) => void answer.then(({ data }) => resolve(data), reject));
    this.#answer = answer;
  }

  /** Resolves to data or error and never rejects. */
  safe(): Promise<SafeResult<T, E>> {
    return this.withResponse().then(
      ({ data }) => ({ ok: true, data }),
      (error: unknown) => ({ ok: false, error: error as E }),
    );
  }

  /** Resolves to the data together with status, headers, etag and request id; throws like the promise itself. */
  withResponse(): Promise<WithResponse<T>> {
    // The failure travels on in the promise that is returned here; this one shall not count as unhandled beside it.
    this.catch(() => {});
    return this.#answer.then(({ data, response }) => ({
      data,
      response,
      ...response,
      etag: response.headers.get("etag") ?? undefined,
      requestId: response.headers.get("plinto-request-id") ?? undefined,
    }));
  }
}
