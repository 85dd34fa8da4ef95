/** Policies that change beside the application while they change at the API. */

import type { Realtime, Subscription } from "@plinto/realtime";

/** The part of a `PolicyClient` of `@plinto/policy/sync` that is used. */
export interface RefreshablePolicies {
  refresh(): Promise<void>;
}

/** Options of {@link followPolicies}. */
export interface FollowPoliciesOptions {
  /** Made by `createRealtime` over a client with the secret key, as `createPlintoAdmin` gives one. */
  realtime: Realtime;
  /** The organization whose bundle the policy client holds. */
  organizationId: string;
}

/** Made by {@link followPolicies}. */
export interface PolicyFollowing {
  /** Resolves when changes are heard. @throws `PlintoError` why they never will be */
  ready(): Promise<void>;
  /** Leaves changes to the polling of the policy client. */
  close(): void;
}

/** What a bundle is made of: policies, and what roles grant. */
const changes = [
  "policy.created",
  "policy.updated",
  "policy.deleted",
  "policy.rolled_back",
  "role.created",
  "role.updated",
  "role.deleted",
] as const satisfies readonly Parameters<Subscription<"organization:{orgId}">["on"]>[0][];

/**
 * Lets a policy client read its bundle as soon as a policy or role of its organization has changed, and after a gap.
 * Changes that come while it reads are one more read. What fails is the policy client's: it tells by its event `error`,
 * and tries again by itself.
 *
 * @throws `PlintoError` of kind `config`: `topic_invalid`, `closed`
 * @example
 * const following = followPolicies(policies, { realtime: createRealtime(admin), organizationId });
 *
 * Source: spec/realtime.md, topic `organization:{orgId}`.
 */
export function followPolicies(policies: RefreshablePolicies, { realtime, organizationId }: FollowPoliciesOptions): PolicyFollowing {
  let reading = false;
  let again = false;
  const read = async (): Promise<void> => {
    again = true;
    if (reading) return;
    reading = true;
    while (again) {
      again = false;
      // The policy client has told its own listeners.
      await policies.refresh().catch(() => {});
    }
    reading = false;
  };
  const organization = realtime.organization(organizationId, { onGap: read });
  for (const type of changes) organization.on(type, () => void read());
  // What changed before the first word was not heard.
  organization.ready().then(read, () => {});
  return { ready: () => organization.ready(), close: () => organization.close() };
}
