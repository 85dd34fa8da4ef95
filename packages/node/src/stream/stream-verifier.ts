/** A verifier that hears of ended sessions while they end. */

import { createRealtime, type Realtime, type SocketConstructor, type TopicEvent, type Transition } from "@plinto/realtime";
import { configError } from "../errors.ts";
import { createFlights } from "../flights.ts";
import { introspect } from "../verifier/introspection.ts";
import { readVerifierOptions, type TokenVerifierOptions } from "../verifier/options.ts";
import { makeVerifier, type TokenVerifier } from "../verifier/token-verifier.ts";
import type { AccessTokenClaims, TokenVerdict } from "../verifier/verdict.ts";
import { createRevocations } from "./revocations.ts";

/** Options of {@link createTokenVerifier}. */
export interface StreamVerifierOptions extends Omit<TokenVerifierOptions, "revocation" | "secretKey"> {
  /** The only value here, and the default. */
  revocation?: "stream";
  /** `sk_…`: for the stream, and to ask what it has not told. */
  secretKey: string;
  /** Opens sockets. Default: the global `WebSocket`; Node 20 has none, so pass that of `ws`. */
  WebSocket?: SocketConstructor;
  /** A client of `createRealtime` with the secret key, to share its socket. It is not closed by `close`. Default: one of its own. */
  realtime?: Realtime;
  /**
   * Seconds without a word of the API after which the stream is not believed any more and each token is asked about. The
   * API speaks every 25 seconds. Default 35.
   */
  silenceSeconds?: number;
  /** The longest life of an access token in the environment, in seconds. About longer ones the API is asked. Default 3,600, the most that can be set. */
  maxTokenLifeSeconds?: number;
  /** How many events and answers are kept. Beyond that, tokens from before the oldest are asked about. Default 100,000. */
  maxKept?: number;
}

/**
 * Where the stream stands. `starting`: not begun · `live`: what ends is heard · `away`: it is not, and each token is asked
 * about · `ended`: the API has ended it for good, so that this stays so · `closed`: by `close`, the same.
 */
export type StreamStatus = "starting" | "live" | "away" | "ended" | "closed";

/** The stream of a verifier. */
export interface RevocationStream {
  readonly status: StreamStatus;
  /** Events that are kept now. */
  readonly kept: number;
  /**
   * Calls `listener` with each event of the environment when tokens are judged by it already: to end what is open for
   * somebody, such as a download. Returns the disposer.
   */
  on(type: "event", listener: (event: TopicEvent<"environment">) => void): () => void;
  /** What happened to the connection; never has the key. */
  explain(): Transition[];
}

/** A verifier that hears of ended sessions. Made by {@link createTokenVerifier}. */
export interface StreamTokenVerifier extends TokenVerifier {
  readonly stream: RevocationStream;
  /** Resolves when the stream is live. @throws `PlintoError` why it never will be */
  ready(): Promise<void>;
  /** Leaves the stream. From then on the API is asked about each token. */
  close(): Promise<void>;
}

/**
 * Makes a verifier that listens to the environment: who is banned, signed out, removed or suspended is refused as soon as
 * the event is here, without a call per token. Tokens that were issued before the stream began, or before a gap in it, are
 * asked about once. While it is not live each token is asked about, as with `revocation: "introspect"`.
 *
 * What ends by time alone, such as the longest session of an organization's policy, no event tells: it is found when the
 * token ends. The socket keeps a process alive: close the verifier.
 *
 * @throws `PlintoError` of kind `config`: `option_invalid`, `secret_key_in_browser`, `base_url_invalid`, `websocket_missing`
 * @example
 * const verifier = createTokenVerifier({ issuer: "https://api.example.com", secretKey, revocation: "stream" });
 * await verifier.ready();
 *
 * Source: spec/realtime.md, topic `environment`, and operation `introspectSession`.
 */
export function createTokenVerifier(options: StreamVerifierOptions): StreamTokenVerifier {
  const { revocation = "stream", WebSocket, realtime: shared, silenceSeconds = 35, maxTokenLifeSeconds = 3_600, maxKept = 100_000, ...rest } = options;
  if (revocation !== "stream") throw configError("option_invalid", 'revocation must be "stream": for others import createTokenVerifier from "@plinto/node"');
  for (const [name, value] of Object.entries({ silenceSeconds, maxTokenLifeSeconds, maxKept }))
    if (!(value >= 1 && Number.isFinite(value))) throw configError("option_invalid", `${name} must be a number, 1 or more`);
  const settings = readVerifierOptions(rest);
  const { serverClient, clock, leewaySeconds } = settings;
  if (!serverClient) throw configError("option_invalid", 'revocation: "stream" needs a secretKey: the API tells servers alone what happens in the environment');

  const realtime = shared ?? createRealtime(serverClient, { ...(WebSocket && { WebSocket }), tabs: "own" });
  const revocations = createRevocations(clock, { keptSeconds: maxTokenLifeSeconds, leewaySeconds, most: maxKept });
  const flights = createFlights<TokenVerdict>();
  let status: StreamStatus = "starting";

  const environment = realtime.environment({ onGap: () => begin(true) });
  const begin = (missed: boolean): void => {
    if (missed) revocations.doubt();
    status = "live";
  };
  environment.ready().then(
    () => begin(true),
    () => {},
  );
  environment.on("recovered", () => begin(false));
  environment.on("event", (event) => revocations.take(event));
  environment.on("end", () => (status = "ended"));
  const stopStatus = realtime.on("status", (connection) => {
    if (connection !== "open" && status === "live") status = "away";
  });

  /** Timers may be late, where a machine sleeps or is busy: what counts is when the API was heard. */
  const now = (): StreamStatus => {
    const silence = clock.now() - (realtime.heardAt ?? -Infinity);
    return status === "live" && !(silence >= 0 && silence <= silenceSeconds * 1000) ? "away" : status;
  };
  const goesOn = async (token: string, claims: AccessTokenClaims): Promise<TokenVerdict> => {
    const known = revocations.judge(claims);
    if (known && (known.status !== "valid" || now() === "live")) return known;
    const { mark } = revocations;
    const verdict = await flights(`${mark} ${token}`, () => introspect(serverClient, token, claims));
    if (verdict.status !== "valid") return verdict;
    revocations.remember(verdict.claims, mark);
    // What was heard while the answer was under way is newer.
    const heard = revocations.judge(claims);
    return heard && heard.status !== "valid" ? heard : verdict;
  };

  return {
    ...makeVerifier(settings, goesOn),
    stream: {
      get status() {
        return now();
      },
      get kept() {
        return revocations.size;
      },
      on: (type, listener) => environment.on(type, listener),
      explain: () => realtime.explain(),
    },
    ready: () => environment.ready(),
    async close() {
      status = "closed";
      stopStatus();
      environment.close();
      if (!shared) await realtime.close();
    },
  };
}
