/** An answer that may be there already: whoever can answer at once spares everyone the wait. */
export type MaybePromise<T> = T | Promise<T>;

/** Tells whether an answer has yet to come. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** Goes on with an answer: at once if it is there, else when it comes. */
export function andThen<T, Next>(value: MaybePromise<T>, goOn: (value: T) => MaybePromise<Next>): MaybePromise<Next> {
  return isPromise(value) ? value.then(goOn) : goOn(value);
}
