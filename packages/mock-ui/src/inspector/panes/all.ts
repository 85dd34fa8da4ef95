import type { Pane } from "../pane.ts";
import { clockPane } from "./clock.ts";
import { faultsPane } from "./faults.ts";
import { ledgerPane } from "./ledger.ts";
import { mailboxPane } from "./mailbox.ts";
import { peoplePane } from "./people.ts";
import { policiesPane } from "./policies.ts";
import { requestsPane } from "./requests.ts";
import { snapshotsPane } from "./snapshots.ts";
import { socketsPane } from "./sockets.ts";
import { templatesPane } from "./templates.ts";
import { worldsPane } from "./worlds.ts";

/** Every pane, in the order of the navigation; its place is its shortcut, 0 that of the tenth and - that of the eleventh. */
export const panes: readonly Pane[] = [
  peoplePane,
  mailboxPane,
  requestsPane,
  ledgerPane,
  faultsPane,
  clockPane,
  snapshotsPane,
  worldsPane,
  templatesPane,
  policiesPane,
  socketsPane,
];
