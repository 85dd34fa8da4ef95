import { createPlinto, isPlintoError, type Plinto } from "@plinto/core";
import { type InitialState, loadInitialState } from "@plinto/react";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "./server";
import { plintoSettings } from "./settings";

/** What the gates of all pages ask, so that the first render knows. */
const permissions = ["members:invite", "members:manage", "billing:read"] as const;

/** Who visits, asked once per request. */
export const currentVisit = cache(async () => {
  const who = await auth();
  if (who.status === "signed-out") return { status: "signed-out", initialState: { session: null } } as const;
  // Nobody is signed out by an outage: the page is rendered for who may be there, and the browser asks again.
  if (who.status === "unavailable") return { status: "unavailable", initialState: undefined } as const;
  const { baseUrl, publishableKey } = plintoSettings();
  const plinto = createPlinto({ baseUrl, publishableKey }).withSession(who.token);
  const found = await lookAround(plinto).catch(undefinedByOutage);
  if (!found) return { status: "unavailable", initialState: undefined } as const;
  const { initialState, organizationId } = found;
  // The token is good for some minutes more, but the API knows that the session is over.
  if (!initialState.session) return { status: "signed-out", initialState } as const;
  return { status: "signed-in", initialState, session: initialState.session, organizationId, plinto, has: who.has } as const;
});

interface Found {
  readonly initialState: InitialState;
  /** Where she works; null where in none, or where she is suspended or the organization is. */
  readonly organizationId: string | null;
}

async function lookAround(plinto: Plinto): Promise<Found> {
  const initialState = await loadInitialState(plinto, { permissions });
  const organizationId = initialState.session?.organizationId ?? null;
  // What she may is not said where the organization is closed to her, or where it cannot be said now.
  if (!organizationId || initialState.decisions) return { initialState, organizationId };
  // Named, since an access token that is newer does not name it any more.
  const answer = await plinto.rbac.check({ permission: "members:read" }, { headers: { "plinto-organization": organizationId } }).safe();
  if (answer.ok) return { initialState, organizationId };
  if (answer.error.status === 403 || answer.error.status === 404) return { initialState, organizationId: null };
  throw answer.error;
}

/**
 * What the API does not tell now. Thrown in the layout, it would leave no page to say so on. What it refuses is no outage, such
 * as a version of ours that it does not know: that is for whoever reads the log.
 */
function undefinedByOutage(error: unknown): undefined {
  const isOutage = isPlintoError(error) && (error.kind === "network" || error.kind === "timeout" || error.status === 429 || (error.status ?? 0) >= 500);
  if (!isOutage) throw error;
}

/** The visit of somebody who is signed in; everybody else is led to the page where one signs in, and back from there. */
export async function signedInVisit(path: string): Promise<Extract<Awaited<ReturnType<typeof currentVisit>>, { status: "signed-in" }>> {
  const visit = await currentVisit();
  if (visit.status === "unavailable") throw new Error("Plinto does not answer now.");
  if (visit.status === "signed-out") redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  return visit;
}
