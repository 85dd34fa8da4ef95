/** What a session adds to the pipeline. */

import { configError, isPlintoError } from "../errors.ts";
import { bearer } from "../options.ts";
import type { Stage } from "../transport/stage.ts";
import type { SessionManager } from "./manager.ts";
import type { IssuedSession, SignInAnswer } from "./wire.ts";

/** Puts the access token on the request, and replaces one that has expired, once. */
export const authorizeWith =
  (session: SessionManager): Stage =>
  async ({ operation, headers, trusted, replayable }, next) => {
    const pending = operation?.session === "pending";
    if (headers.has("authorization") || !trusted || (operation?.anonymous && !pending)) return next();

    for (let replayed = !replayable || pending; ; replayed = true) {
      const token = pending ? session.pending?.pendingToken : await session.getToken();
      if (pending && !token) throw configError("pending_token_missing", "No sign-in is under way: pass pendingToken", operation.id);
      if (token) headers.set("authorization", bearer(token)());
      try {
        return await next();
      } catch (error) {
        if (replayed || !token || !isPlintoError(error) || error.status !== 401 || !(await session.renew(token, error))) throw error;
      } finally {
        // A replay decides again, and shall not take our own header for the caller's.
        headers.delete("authorization");
      }
    }
  };

/** Lets operations that are marked so start, change and end the session. */
export const sessionEffectOf =
  (session: SessionManager): Stage =>
  async ({ operation, parameters, headers, transport }, next) => {
    const kind = operation?.session;
    if (!kind) return next();
    const sentAtMs = transport.clock.now();
    await session.ready();
    const before = session.account();

    if (kind === "end") {
      try {
        return await next();
      } catch (error) {
        if (!isPlintoError(error) || error.status !== 401) throw error;
        // The server knows no such session any more: that is what was wanted.
        return { status: 204, headers: new Headers(), data: undefined };
      } finally {
        // Whatever came back: who signs out is signed out on this device.
        await session.end("end", before?.session.id);
      }
    }

    const signsIn = kind === "start" || kind === "pending";
    if (signsIn && !headers.has("plinto-device")) {
      const device = await session.device();
      if (device) headers.set("plinto-device", device);
    }
    const answer = await next();
    if (signsIn) {
      const { within } = operation;
      const signIn = (within ? (answer.data as { readonly [member: string]: unknown })[within] : answer.data) as SignInAnswer | undefined;
      if (signIn?.status === "complete") {
        await session.begin(signIn.session, signIn.user, sentAtMs, headers.get("plinto-device"));
      } else if (signIn?.pendingToken) await session.challenge(signIn);
    } else if (before) {
      const { refreshToken, organizationId, audience } = parameters as { [name: string]: unknown };
      const rotatesOurs = kind === "rotate" && refreshToken === before.refreshToken && !organizationId && !audience;
      const issued = answer.data as IssuedSession;
      if (kind === "switch" || rotatesOurs) await session.install(before.session.id, issued, sentAtMs, rotatesOurs ? before : undefined);
    }
    return answer;
  };
