import type { KnownEventType, OperationId } from "@plinto/spec";

/** Events that an operation declares and no call of the matrix can cause, each with its reason. */
export const unseenEvents: { readonly [Id in OperationId]?: { readonly [Type in KnownEventType]?: string } } = {
  cleanupInvitations: {
    "invitation.expired":
      "The clock of the mock marks an invitation the moment it expires, so a cleanup finds none; one that finds some needs a clock that went on without its timers.",
  },
};
