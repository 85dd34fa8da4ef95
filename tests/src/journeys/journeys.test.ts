import { fetchDoor } from "../doors/fetch-door.ts";
import { mswDoor } from "../doors/msw-door.ts";
import { serverDoor } from "../doors/server-door.ts";
import { recordEvidence } from "../evidence/record.ts";
import { walkThrough } from "./walk-through.ts";

recordEvidence();

for (const door of [fetchDoor, mswDoor, serverDoor]) walkThrough(door);
