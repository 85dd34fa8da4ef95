/** The door for live events: ended sessions and changed policies, without asking. */

export {
  type RevocationStream,
  type StreamStatus,
  type StreamTokenVerifier,
  type StreamVerifierOptions,
  createTokenVerifier,
} from "./stream/stream-verifier.ts";
export { type FollowPoliciesOptions, type PolicyFollowing, type RefreshablePolicies, followPolicies } from "./stream/follow-policies.ts";
