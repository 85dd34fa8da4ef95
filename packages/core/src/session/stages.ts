/** What a session adds to the pipeline. */

import { configError, isPlintoError } from "../errors.ts";
import { sessionChanged } from "./session-changed.ts";
import { bearer } from "../options.ts";
import { callError } from "../transport/context.ts";
import type { CallContext, Stage } from "../transport/stage.ts";
import type { SessionManager } from "./manager.ts";
import type { IssuedSession, SessionUser, SignInAnswer } from "./wire.ts";

/** Puts the access token on the request, and replaces one that has expired, once. */
export const authorizeWith =
  (session: SessionManager): Stage =>
  async (context, next) => {
    const { operation, headers, trusted, replayable } = context;
    const given = headers.get("authorization");
    const needsPending = operation?.session === "pending";
    if (!trusted || (operation?.anonymous && !needsPending && !given)) return next();
    if (operation?.pending) await session.ready();
    const pending = needsPending || (operation?.pending && !session.account() && session.pending);

    for (let replayed = !replayable || pending || given; ; replayed = true) {
      const token = given ? given.slice(7) : pending ? session.pending?.pendingToken : await session.getToken();
      if (!token && pending) throw configError("pending_token_missing", "No sign-in is under way: pass pendingToken", operation.id);
      if (!given) {
        if (!pending) checkPerson(context, session.account()?.user.id);
        if (token) headers.set("authorization", bearer(token)());
      }
      try {
        return await next();
      } catch (error) {
        if (!token || !isPlintoError(error)) throw error;
        // The server knows no such sign-in any more, so that there is none to go on with.
        if (error.code.startsWith("pending_token_")) await session.forget(token);
        if (replayed || error.status !== 401 || !(await session.renew(token, error))) throw error;
      } finally {
        // A replay decides again, and shall not take our own header for the caller's.
        if (!given) headers.delete("authorization");
      }
    }
  };

/** In another tab somebody else may have signed in while a call waited for a proof or a token: it is not hers. @throws `session_changed` */
function checkPerson(context: CallContext, userId: string | undefined): void {
  if (context.userId !== undefined && context.userId !== userId) throw callError(context, sessionChanged);
  context.userId = userId;
}

/** Says at which device the call is made, unless the caller has said it. */
async function nameDevice(session: SessionManager, headers: Headers): Promise<void> {
  await session.ready();
  const device = headers.has("plinto-device") ? null : await session.device();
  if (device) headers.set("plinto-device", device);
}

/** Lets operations that are marked so start, change and end the session. */
export const sessionEffectOf =
  (session: SessionManager): Stage =>
  async (context, next) => {
    const { operation, parameters, headers, transport } = context;
    const kind = operation?.session;
    if (!kind) {
      if (operation?.device) await nameDevice(session, headers);
      const answer = await next();
      if (operation?.path === "/v1/users/me") await session.know(answer.data as SessionUser);
      return answer;
    }
    const sentAtMs = transport.clock.now();
    await session.ready();
    const before = session.account();
    const counts = session.attempt(context.signal);

    if (kind === "end") {
      try {
        return await next();
      } catch (error) {
        if (!isPlintoError(error) || error.status !== 401) throw error;
        // The server knows no such session any more: that is what was wanted.
        return { status: 204, headers: new Headers(), data: undefined };
      } finally {
        // Whatever came back: who signs out is signed out on this device, and stays so when an earlier sign-in is answered.
        counts();
        await session.end("end", before?.session.id);
      }
    }

    const signsIn = kind === "start" || kind === "pending";
    if (signsIn) await nameDevice(session, headers);
    const answer = await next();
    if (signsIn) {
      const { within } = operation;
      const signIn = (within ? (answer.data as { readonly [member: string]: unknown })[within] : answer.data) as SignInAnswer | undefined;
      const changes = signIn?.status === "complete" || signIn?.pendingToken;
      if (changes && !(await session.begin(signIn, sentAtMs, counts, headers.get("plinto-device")))) throw callError(context, sessionChanged);
    } else if (before) {
      const { refreshToken, organizationId, audience } = parameters as { [name: string]: unknown };
      const rotatesOurs = kind === "rotate" && refreshToken === before.refreshToken && !organizationId && !audience;
      const issued = answer.data as IssuedSession;
      if (kind === "switch" || rotatesOurs) await session.install(before.session.id, issued, sentAtMs, rotatesOurs ? before : undefined);
    }
    return answer;
  };
