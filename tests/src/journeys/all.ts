import { inviterLowered, invitationLife } from "./invitation-life.ts";
import type { Journey } from "./journey.ts";
import { staleBundle } from "./local-decisions.ts";
import { answerLost, rateLimited } from "./network.ts";
import { firstPasskey } from "./passkeys.ts";
import { archivedBundle, denyAppears, manyPolicies, rolledBack } from "./policies.ts";
import { customRole } from "./roles.ts";
import { lostPhone, mfaEnforced, stepUpInBulk } from "./second-factors.ts";
import { offlineAndBack, passwordReset, refreshLost, refreshRace, seenFromWhere, twoTabs } from "./sessions.ts";
import { signUpToFirstMember } from "./sign-up.ts";
import { browserOnTheWay, linkedIdentity, socialErrors, socialSignIn } from "./social.ts";
import { demotedMeanwhile, ownershipTransfer, sharedUser } from "./tenancy.ts";
import { webhookLife } from "./webhooks.ts";

/** Every journey. */
export const journeys: readonly Journey[] = [
  signUpToFirstMember,
  firstPasskey,
  mfaEnforced,
  stepUpInBulk,
  lostPhone,
  socialSignIn,
  socialErrors,
  linkedIdentity,
  browserOnTheWay,
  invitationLife,
  inviterLowered,
  passwordReset,
  refreshRace,
  refreshLost,
  twoTabs,
  offlineAndBack,
  seenFromWhere,
  ownershipTransfer,
  demotedMeanwhile,
  sharedUser,
  customRole,
  denyAppears,
  rolledBack,
  manyPolicies,
  archivedBundle,
  staleBundle,
  webhookLife,
  rateLimited,
  answerLost,
];
