import type { ErrorCode, OperationId } from "@plinto/spec";
import { AccessTokens } from "../credentials/access-token.ts";
import { TokenService } from "../credentials/token-service.ts";
import { emitWithReactions } from "../domain/reactions.ts";
import { placeOf } from "../domain/auth/place.ts";
import { noteUse } from "../domain/auth-policies/idle.ts";
import { recordUse } from "../domain/keys/usage.ts";
import { PolicyEngines } from "../domain/policies/engines.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import { isLive, speaksOf } from "../domain/sessions/session.ts";
import type { SessionRow } from "../domain/sessions/table.ts";
import { emailKey } from "../domain/users/user.ts";
import type { WebhookAddresses } from "../domain/webhooks/address.ts";
import type { EvidenceLog } from "../evidence/evidence-log.ts";
import type { GraphqlCosts, GraphqlWorld } from "../graphql/port.ts";
import { proofOf } from "../evidence/proof.ts";
import { ConnectionDropped, faultCode, type FaultList } from "../faults.ts";
import { socketPath, subprotocol } from "../generated/realtime.ts";
import { operationTable } from "../generated/operation-table.ts";
import { apiVersion, errorCodes } from "../generated/registries.ts";
import { toBase64Url } from "../kernel/base64url.ts";
import type { World } from "../kernel/world.ts";
import { ok, refuse, type Refusal } from "../kernel/transaction.ts";
import type { WorldMailbox } from "../mailbox.ts";
import type { OperationRow } from "../operation-row.ts";
import { handlers } from "../operations/registry.ts";
import type { Principal } from "../principal.ts";
import { howToOffer } from "../realtime/handshake.ts";
import type { MockReaders, MockSchema, MockTransaction } from "../schema.ts";
import { actorJson, actorOf, callerOf } from "./actor.ts";
import { Authenticator } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import type { AuthorizeFacts } from "./authorize-facts.ts";
import { addCorsHeaders, corsHeaders, isPreflight, preflightReply } from "./cors.ts";
import { Cursors } from "./cursor.ts";
import { recordDenial } from "./denial.ts";
import { runDocument } from "./document-repetition.ts";
import { checkPrecondition } from "./entity-tag.ts";
import { pathOf, withoutBody, type Exchange, type Reply } from "./exchange.ts";
import { explainPermission } from "./explain.ts";
import type { Authorization, Context, DecideContext, FinishContext, OperationHandler, PrepareContext, WrittenAnswer } from "./handler.ts";
import { bodyHash, idempotencyKeyOf, isKept, keep, recordId, replayOf } from "./idempotency.ts";
import type { InnerAnswer, InnerCall, OuterCall } from "./inner-call.ts";
import { InputReader, type ReadInput } from "./input.ts";
import { exportFile } from "./export-file.ts";
import { loadOpenApi } from "./openapi.ts";
import type { Repetition } from "./repetition.ts";
import { fail, problemOf, problemReply, type Problem } from "./problem.ts";
import { addRateLimitHeaders, countCall, countCooldown, countKeyCall, countsByEmail, tightest, type RateLimitStatus } from "./rate-limit.ts";
import { listen } from "./recorded-exchange.ts";
import type { RequestLog } from "./request-log.ts";
import { canonicalPath, router, type Match } from "./router.ts";
import { brokenAnswer, respond, type Answer } from "./respond.ts";
import { parseTraceparent } from "./trace.ts";

/** What a backend is made of besides its world. */
export interface BackendOptions {
  readonly world: World<MockSchema>;
  /** It may change until the first request: a server learns its port late. */
  readonly baseUrl: () => string;
  readonly mailbox: WorldMailbox;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly evidence: EvidenceLog;
  /** `count` tells the limits and refuses nothing; `enforce` refuses. */
  readonly limits: "count" | "enforce";
  /** Where webhooks may be delivered. */
  readonly addresses: WebhookAddresses;
  /** Counts the sockets, of an organization or all. */
  readonly realtime: Context["realtime"];
  readonly validateResponses: boolean;
  readonly publishableKey: string;
  /** Loads the description that `getOpenApi` answers. `@plinto/spec/openapi.json` when absent. */
  readonly openApi?: () => Promise<object>;
  /** Real milliseconds since some moment: how long a request took. */
  readonly stopwatch: () => number;
  /** Waits in real time, for latency faults that ask for it. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Asks a provider of social sign-in. */
  readonly fetchProvider: PrepareContext["fetchProvider"];
  /** GraphQL, where it was handed in. */
  readonly graphql?: () => GraphqlWorld | undefined;
}

interface Admitted {
  readonly context: Context;
  readonly row: OperationRow;
  readonly handler: OperationHandler<OperationId>;
  readonly input: Record<string, unknown>;
  readonly facts: AuthorizeFacts;
  readonly exchange: Exchange;
  /** The state that a read sees; the present one when absent. */
  readonly read?: MockReaders | undefined;
  readonly repetition?: Repetition | undefined;
}

/** One world's API: `Request → Response`. REST admits once and runs once; GraphQL admits once and runs each field. */
export class Backend {
  readonly #options: BackendOptions;
  readonly #authenticator: Authenticator;
  readonly tokens: TokenService;
  readonly #cursors: Cursors;
  /** The policies of the organizations, ready to decide. */
  readonly policies: PolicyEngines;
  readonly #inputs = new InputReader();
  readonly #running = new Set<string>();

  constructor(options: BackendOptions) {
    this.#options = options;
    this.tokens = new TokenService(new AccessTokens(), options.world.derive, options.baseUrl);
    this.#authenticator = new Authenticator(this.tokens);
    this.#cursors = new Cursors(options.world.derive);
    const { derive, clock } = options.world;
    this.policies = new PolicyEngines({ derive, now: () => clock.now(), seq: () => options.world.seq });
  }

  /** Finds out who asks, and whether it is this API in this environment that is meant: of all this the headers tell. @throws ProblemError */
  authenticate(asks: Pick<Exchange, "header">): Promise<Principal> {
    const { publishableKey, world } = this.#options;
    const version = asks.header("plinto-version");
    if (version !== null && version !== apiVersion)
      fail("version_unsupported", { detail: `This API speaks the version ${apiVersion}: install the packages of that version, or update the API.` });
    const key = asks.header("plinto-publishable-key");
    if (key !== null && key !== publishableKey) fail("api_key_invalid", { detail: "The publishable key belongs to another environment." });
    return this.#authenticator.authenticate(asks.header("authorization"), world.read, world.clock.now());
  }

  /** Answers one request. Throws nothing but a dropped connection. */
  async handle(received: Exchange): Promise<Reply> {
    const { world, requests, evidence, faults, baseUrl, validateResponses, stopwatch } = this.#options;
    const begun = stopwatch();
    const exchange = listen(received);
    const { method } = exchange;
    let { path } = exchange;
    const requestId = requests.nextId();
    const origin = exchange.header("origin");
    const environment = origin === null ? undefined : world.read.environments.all().first()!;
    if (isPreflight(exchange)) return preflightReply(origin, environment, router.methodsOf(path));
    const trace = parseTraceparent(exchange.header("traceparent"));
    const cors = origin === null ? undefined : corsHeaders(origin, environment!, baseUrl());
    let rate: readonly RateLimitStatus[] = [];
    let principal: Principal | undefined;
    let match: Match | undefined;
    let reply: Reply;
    let fault: ReturnType<FaultList["strike"]>;
    let code: ErrorCode | null = null;
    let refusal: Problem | undefined;
    const note = (status: number, outcome: string | null, answer?: Reply): void => {
      const faulted = fault !== undefined;
      const operationId = match?.row.id ?? null;
      const proves =
        !match || faulted
          ? []
          : proofOf(world.read, {
              ...match,
              status,
              code,
              principal,
              organizationHeader: exchange.header("plinto-organization"),
              validated: validateResponses,
            });
      const now = world.clock.now();
      const explained =
        refusal && match && principal && explainedStatuses.includes(status)
          ? {
              ...match,
              principal,
              input: match.pathParameters,
              organizationHeader: exchange.header("plinto-organization") ?? undefined,
              address: exchange.address,
              policies: this.policies,
              now,
            }
          : undefined;
      requests.keep(requestId, exchange.record(answer));
      requests.add({
        id: requestId,
        operationId,
        method,
        path,
        status,
        code: outcome,
        detail: refusal ? (refusal.detail ?? errorCodes[refusal.code].fix) : null,
        caller: principal ? callerOf(principal) : null,
        arms: explained ? explainPermission(world.read, explained) : [],
        at: now,
        durationMs: stopwatch() - begun,
        faulted,
        proves,
      });
      if (operationId !== null) evidence.add({ requestId, operationId, marks: proves, code, faulted });
    };
    try {
      if (origin !== null && !cors) fail("origin_not_allowed");
      const file = method === "GET" ? exportFile(exchange, world.read, world.derive, world.clock.now()) : undefined;
      if (file) {
        if (cors) addCorsHeaders(file.headers, cors);
        note(file.status, null, file);
        return file;
      }
      match = router.match(method === "HEAD" ? "GET" : method, path);
      if (match) {
        const { row, pathParameters } = match;
        // To look at the headers alone would take the step all the same.
        if (row.navigation && method === "HEAD") fail("method_not_allowed", { headers: { allow: "GET, OPTIONS" } });
        if (row.sensitive) path = router.shown(path);
        fault = faults.strike(row.id);
        if (fault) await this.#suffer(fault);
        principal = await this.authenticate(exchange);
        // A limit per address of e-mail has to know the body first. One that is not valid counts by where it came from.
        const graphql = row.id === "graphql" ? this.#options.graphql?.() : undefined;
        const early = countsByEmail(row) || graphql ? this.#input(exchange, row, pathParameters) : undefined;
        const read = await early?.catch(() => undefined);
        const work = read && (await graphql?.begin(read.values, exchange));
        rate = work
          ? await this.#countDocument(exchange, principal, work.costs)
          : await this.#count(row, principal, exchange, pathParameters, read && emailOf(read.values));
        if (this.#options.limits === "enforce") enforce(rate);
        if (work) {
          // A credential that is no good any more is told of as by every operation, whatever the document asks for.
          authorize(world.read, {
            row,
            principal,
            input: {},
            organizationHeader: undefined,
            address: exchange.address,
            policies: this.policies,
            now: world.clock.now(),
          });
          const answered = await runDocument(world, work, { exchange, principal, requestId, traceId: trace?.traceId });
          reply = answered.reply;
          code = answered.code;
        } else reply = await this.#run(await this.#admit({ exchange, principal, requestId, traceId: trace?.traceId }, row, pathParameters, early));
      } else {
        path = router.shown(path);
        reply = this.#unmatched(exchange);
      }
    } catch (error) {
      if (error instanceof ConnectionDropped) {
        note(0, "connection_dropped");
        throw error;
      }
      const problem = problemOf(error);
      refusal = problem;
      code = problem.code;
      reply = problemReply(problem, requestId, trace?.traceId);
    }
    const { headers } = reply;
    if (rate.length > 0) addRateLimitHeaders(headers, rate);
    headers["plinto-request-id"] = requestId;
    if (cors) addCorsHeaders(headers, cors);
    if (trace) headers["traceparent"] = trace.echo;
    note(reply.status, code, reply);
    if (principal?.kind === "organization" && match) {
      const use = { keyId: principal.keyId, operationId: match.row.id, status: reply.status };
      await world.transact(counting, (tx) => {
        recordUse(tx, use);
        return ok();
      });
    }
    if (method === "HEAD") reply = withoutBody(reply);
    if (fault?.drop === "after") throw new ConnectionDropped();
    return reply;
  }

  /** Runs an operation inside a request that was admitted. @returns its answer @throws ProblemError, ConnectionDropped */
  async perform(outer: OuterCall, { row, path, query, body, headers }: InnerCall): Promise<InnerAnswer> {
    const { faults, limits, validateResponses } = this.#options;
    const fault = faults.strike(row.id);
    if (fault) await this.#suffer(fault);
    const { exchange, principal, repetition } = outer;
    if (repetition && row.method !== "GET") repetition.asked += 1;
    const inner: Exchange = { ...exchange, header: (name) => (name in headers ? headers[name]! : exchange.header(name)) };
    const input = this.#inputs.judge(row, { path, query, body }, handlers[row.id].judges);
    // The document was counted by its cost; what has a limit of its own, such as attempts to sign in, counts there as well.
    if (row.rateLimit !== "api") {
      const read = countsByEmail(row) ? await input.catch(() => undefined) : undefined;
      input.catch(() => {});
      const rate = await this.#count(row, principal, inner, path, read && emailOf(read.values));
      if (limits === "enforce") enforce(rate);
    }
    const admitted = await this.#admit({ ...outer, exchange: inner }, row, path, input);
    const answer = await this.#answer(admitted);
    const wrong = validateResponses && answer.body !== undefined ? await this.#inputs.answerFaults(row, answer.body) : [];
    if (wrong.length > 0) fail("internal_error", { detail: brokenAnswer(row, wrong) });
    if (fault?.drop === "after") throw new ConnectionDropped();
    return answer;
  }

  /** Counts a document that came over a socket. @throws ProblemError where limits are enforced */
  async countDocument(exchange: Exchange, principal: Principal, costs: GraphqlCosts): Promise<void> {
    const rate = await this.#countDocument(exchange, principal, costs);
    if (this.#options.limits === "enforce") enforce(rate);
  }

  /** Counts what a document may come to, for each organization that it names. */
  async #countDocument(exchange: Exchange, principal: Principal, costs: GraphqlCosts): Promise<readonly RateLimitStatus[]> {
    const rate: RateLimitStatus[] = [];
    for (const [orgId, cost] of costs)
      rate.push(...(await this.#count(operationTable.graphql, principal, exchange, orgId === undefined ? {} : { orgId }, undefined, cost)));
    return tightest(rate);
  }

  /** The older spellings of a path are sent to its present one; OPTIONS is told the methods; all else is refused. */
  #unmatched({ method, path, search }: Exchange): Reply {
    const methods = router.methodsOf(path);
    if (path === socketPath) fail("not_found", { detail: `A WebSocket is opened here, and nothing else. ${howToOffer(subprotocol)}` });
    if (methods.length === 0) fail("not_found", { detail: "There is no operation at this path." });
    const present = canonicalPath(path);
    // Path-absolute: an address with a host could lead to another spelling of it, and clients drop credentials on the way.
    if (present !== path) return { status: 308, headers: { location: pathOf(this.#options.baseUrl()) + present + search }, body: null };
    const headers = { allow: allowedOf(methods) };
    if (method === "OPTIONS") return { status: 204, headers, body: null };
    fail("method_not_allowed", { headers });
  }

  async #suffer(fault: NonNullable<ReturnType<FaultList["strike"]>>): Promise<void> {
    const { world, sleep } = this.#options;
    if (fault.latencyMs !== undefined) {
      if (fault.latencyClock === "real") await sleep(fault.latencyMs);
      else await new Promise<void>((resolve) => world.clock.setTimeout(resolve, fault.latencyMs!));
    }
    if (fault.drop === "before") throw new ConnectionDropped();
    const code = faultCode(fault);
    if (code) fail(code, fault.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: fault.retryAfterSeconds });
  }

  async #count(
    row: OperationRow,
    principal: Principal,
    exchange: Exchange,
    pathParameters: Readonly<Record<string, string>>,
    email: string | undefined,
    calls = 1,
  ): Promise<readonly RateLimitStatus[]> {
    const { world } = this.#options;
    const own = principal.kind === "user" || principal.kind === "organization" ? principal.organizationId : null;
    const named = pathParameters["orgId"] ?? exchange.header("plinto-organization") ?? own;
    // A stranger who names an organization uses up nothing of it.
    const belongs =
      principal.kind === "environment" ||
      (principal.kind === "organization" && principal.organizationId === named) ||
      (principal.kind === "user" && named !== null && world.read.memberships.find("membership", [named, principal.userId]) !== undefined);
    const organization = named === null || !belongs ? undefined : world.read.organizations.get(named);
    const counted = await world.transact(counting, (tx) => {
      const session = principal.kind === "user" ? tx.sessions.get(principal.sessionId) : undefined;
      const isInForce = session !== undefined && principal.kind === "user" && isLive(session, tx.now) && speaksOf(session, principal);
      if (isInForce) noteUse(tx, session);
      const emailHash = email === undefined ? undefined : this.#emailHash(tx, email, isInForce ? session : undefined, exchange);
      const facts = { row, principal, organization, address: exchange.address, emailHash };
      return ok([countCall(tx, facts, calls), countCooldown(tx, facts), countKeyCall(tx, principal, calls)]);
    });
    return counted.value.filter((status) => status !== undefined);
  }

  /**
   * Stands for an e-mail address where mail to it is limited. A session and a device of the person's count for
   * themselves: nobody else is there, so strangers keep her waiting nowhere that she can be told from them.
   */
  #emailHash(read: MockReaders, email: string, session: SessionRow | undefined, { address, header }: Exchange): string {
    const user = read.users.find("email", emailKey(email));
    const client = { address, device: header("plinto-device"), userAgent: null };
    const sessionId = session && session.userId === user?.id ? session.id : null;
    const place = placeOf(read, { user, client, sessionId }, this.#options.world.clock.now());
    return toBase64Url(this.#options.world.derive("rate-limit-email", emailKey(email), ...(place.isPrivate ? [place.name] : [])));
  }

  async #admit(
    { exchange, principal, requestId, traceId, read, repetition }: OuterCall,
    row: OperationRow,
    pathParameters: Readonly<Record<string, string>>,
    early: Promise<ReadInput> | undefined,
  ): Promise<Admitted> {
    const { world, baseUrl, limits } = this.#options;
    // Who may not call at all learns nothing about what the input should look like.
    if (principal.kind === "anonymous" && !row.public) fail("unauthenticated");
    const device = exchange.header("plinto-device");
    if (device !== null && !/^[A-Za-z0-9_-]{16,128}$/.test(device))
      fail("validation_failed", {
        errors: [{ pointer: "/header/Plinto-Device", code: "pattern", message: "Plinto-Device must be 16 to 128 letters, digits, hyphens or underscores" }],
      });
    const { values: input, left } = await (early ?? this.#input(exchange, row, pathParameters));
    const now = world.clock.now();
    return {
      row,
      input,
      exchange,
      read,
      repetition,
      handler: handlers[row.id],
      facts: {
        row,
        principal,
        input,
        organizationHeader: exchange.header("plinto-organization") ?? undefined,
        address: exchange.address,
        policies: this.policies,
        now,
      },
      context: {
        principal,
        request: {
          requestId,
          traceId,
          operation: row,
          baseUrl: baseUrl(),
          address: exchange.address,
          userAgent: exchange.header("user-agent")?.slice(0, maximumUserAgent) ?? null,
          accept: exchange.header("accept"),
          device,
          left,
          now,
        },
        derive: world.derive,
        tokens: this.tokens,
        cursors: this.#cursors,
        policies: this.policies,
        limits,
        addresses: this.#options.addresses,
        realtime: this.#options.realtime,
      },
    };
  }

  #input(exchange: Exchange, row: OperationRow, pathParameters: Readonly<Record<string, string>>): Promise<ReadInput> {
    return this.#inputs.read(row, pathParameters, exchange, handlers[row.id].judges);
  }

  /** authorize → prepare → idempotency, authorize, precondition and decide in one commit → finish → validate → headers. */
  async #run(admitted: Admitted): Promise<Reply> {
    const { baseUrl, validateResponses } = this.#options;
    const { context, row, handler, input } = admitted;
    const answer = await this.#answer(admitted);
    const status = row.accepted && handler.isAccepted?.(answer.body as never) ? 202 : row.status;
    return respond({
      row,
      status,
      answer,
      exchange: admitted.exchange,
      requestId: context.request.requestId,
      input,
      baseUrl: baseUrl(),
      faultsOf: validateResponses ? (of, body) => this.#inputs.answerFaults(of, body) : undefined,
    });
  }

  async #answer(admitted: Admitted): Promise<Answer> {
    const { world, fetchProvider } = this.#options;
    const { context, row, handler, input } = admitted;
    const authorization = await this.#authorized(admitted);
    if (row.method !== "GET" || row.navigation) return this.#mutate(admitted, authorization.organization);
    const prepared = handler.prepare ? await handler.prepare({ ...context, read: admitted.read ?? world.read, fetchProvider }, input) : undefined;
    // A read has no transaction: it sees one state, and nothing it does can be kept.
    const read = admitted.read ?? world.read;
    const outcome = handler.decide({ ...context, ...authorization, tx: read as unknown as MockTransaction, emit: noEmit }, input, prepared);
    if (!outcome.ok) fail(outcome.code, { members: outcome.facts });
    const finish = this.#finishContext(context, authorization, admitted.read);
    const body = await handler.finish(finish, outcome.value, input);
    return {
      body,
      cursorAfter: handler.cursorAfter && ((index: number): string => handler.cursorAfter!(outcome.value, index)),
      replayed: false,
      headers: handler.headers?.(finish, body) ?? {},
      tellsMoreThanVersion: handler.tellsMoreThanVersion,
      write: handler.write && ((): Promise<WrittenAnswer> => handler.write!(finish, body)),
    };
  }

  #finishContext(context: Context, authorization: Authorization, read: MockReaders = this.#options.world.read): FinishContext {
    const { mailbox, openApi = loadOpenApi } = this.#options;
    return { ...context, ...authorization, read, mailbox, openApi };
  }

  async #authorized(admitted: Admitted): Promise<Authorization> {
    const { world } = this.#options;
    try {
      return authorize(admitted.read ?? world.read, admitted.facts);
    } catch (error) {
      await recordDenial(world, admitted, error);
      throw error;
    }
  }

  async #mutate(admitted: Admitted, tenant: OrganizationRow | undefined): Promise<Answer> {
    const { world, fetchProvider } = this.#options;
    const { context, row, handler, input, facts, exchange } = admitted;
    const key = idempotencyKeyOf(exchange);
    const inputHash = key === undefined ? "" : bodyHash(world.derive, input);
    const record =
      key === undefined
        ? undefined
        : recordId(world.derive, { principal: context.principal, device: context.request.device, organizationId: tenant?.id, operation: row }, key);
    if (record !== undefined) {
      if (this.#running.has(record)) fail("request_in_progress", { retryAfterSeconds: 1 });
      this.#running.add(record);
    }
    try {
      const told = { operationId: row.id, requestId: context.request.requestId, actor: actorJson(context.principal) };
      // The state may have changed since the last look: here it counts.
      const contextIn = (tx: MockTransaction): DecideContext => ({
        ...context,
        ...authorize(tx, { ...facts, now: tx.now }),
        tx,
        emit: (type, event) => emitWithReactions(tx, type, event, actorOf(context.principal), context.request.requestId, context.request),
      });
      if (handler.begin) {
        const begun = await world.transact(told, (tx) =>
          record !== undefined && replayOf(tx, record, inputHash) ? ok(null) : handler.begin!(contextIn(tx), input),
        );
        if (!begun.ok) failWith(begun.refusal);
      }
      const prepared = handler.prepare ? await handler.prepare({ ...context, read: world.read, fetchProvider }, input) : undefined;
      let replayed = false;
      let kept = false;
      let authorization: Authorization | undefined;
      const committed = await world.transact(told, (tx) => {
        const decide = contextIn(tx);
        authorization = decide;
        const first = record === undefined ? undefined : replayOf(tx, record, inputHash);
        if (first) {
          replayed = true;
          if (first.refused) return refuse(first.refused.code, first.refused.facts as never);
          return handler.repeat ? handler.repeat(decide, input, first.decided) : ok(first.decided);
        }
        checkPrecondition(exchange.header("if-match"), () => handler.version?.(decide, input));
        const outcome = handler.decide(decide, input, prepared);
        kept = record !== undefined && isKept(outcome);
        if (kept) keep(tx, record!, inputHash, outcome);
        return outcome;
      });
      if (admitted.repetition && kept) admitted.repetition.kept += 1;
      if (admitted.repetition && replayed) admitted.repetition.replayed += 1;
      if (!committed.ok) failWith(committed.refusal, replayed ? { "idempotency-replayed": "true" } : undefined);
      const body = await handler.finish(this.#finishContext(context, authorization!), committed.value, input);
      return { body, replayed, headers: {} };
    } catch (error) {
      await recordDenial(world, admitted, error);
      throw error;
    } finally {
      if (record !== undefined) this.#running.delete(record);
    }
  }
}

/** Ends a call with the refusal of an operation's own rules. */
function failWith({ code, facts }: Refusal, headers?: Readonly<Record<string, string>>): never {
  const { retryAfterSeconds, detail, errors, ...members } = facts as Problem & Record<string, unknown>;
  fail(code as ErrorCode, {
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    members,
    ...(headers === undefined ? {} : { headers }),
  });
}

function enforce(rate: readonly RateLimitStatus[]): void {
  if (rate.some((status) => status.quotaExceeded)) fail("quota_exceeded");
  const exceeded = rate.filter((status) => status.exceeded);
  if (exceeded.length > 0) fail("rate_limited", { retryAfterSeconds: Math.max(...exceeded.map((status) => status.resetsInSeconds)) });
}

/** The answers that may have to do with what the caller is allowed. */
const explainedStatuses: readonly number[] = [401, 403, 404];

/** Longer ones are no browser's. */
const maximumUserAgent = 512;

/** The methods of a path as `Allow` says them (RFC 9110 section 10.2.1): HEAD goes with GET, OPTIONS with all. */
function allowedOf(methods: readonly string[]): string {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
}

/** Counting is no operation: it leaves no commit, unless it finds a session that lay idle too long for an organization. */
const counting = { operationId: "countCall", requestId: "", actor: null };

function emailOf(input: Readonly<Record<string, unknown>>): string | undefined {
  return input["email"] as string | undefined;
}

function noEmit(): never {
  throw new Error("A read emits no events");
}
