import { inviterLowered, invitationLife } from "./invitation-life.ts";
import type { Journey } from "./journey.ts";
import { answerLost, rateLimited } from "./network.ts";
import { customRole } from "./roles.ts";
import { offlineAndBack, passwordReset, refreshLost, refreshRace, seenFromWhere, twoTabs } from "./sessions.ts";
import { signUpToFirstMember } from "./sign-up.ts";
import { demotedMeanwhile, ownershipTransfer, sharedUser } from "./tenancy.ts";

/** Every journey. */
export const journeys: readonly Journey[] = [
  signUpToFirstMember,
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
  rateLimited,
  answerLost,
];
