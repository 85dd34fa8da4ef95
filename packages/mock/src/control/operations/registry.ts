import type { ControlOperationId } from "../../generated/control-routes.ts";
import type { ControlHandler } from "../controlled-world.ts";
import { clockOperations } from "./clock.ts";
import { descriptionOperations } from "./description.ts";
import { faultOperations } from "./faults.ts";
import { ledgerOperations } from "./ledger.ts";
import { mailOperations } from "./mail.ts";
import { peopleOperations } from "./people.ts";
import { policyOperations } from "./policies.ts";
import { providerOperations } from "./providers.ts";
import { requestOperations } from "./requests.ts";
import { snapshotOperations } from "./snapshots.ts";
import { socketOperations } from "./sockets.ts";
import { worldOperations } from "./worlds.ts";

/** Every operation of the control plane; the compiler names one that is missing. */
export const controlOperations: Readonly<Record<ControlOperationId, ControlHandler>> = {
  ...descriptionOperations,
  ...worldOperations,
  ...snapshotOperations,
  ...peopleOperations,
  ...clockOperations,
  ...mailOperations,
  ...faultOperations,
  ...policyOperations,
  ...providerOperations,
  ...socketOperations,
  ...requestOperations,
  ...ledgerOperations,
};
