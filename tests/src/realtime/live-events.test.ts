import { fetchDoor } from "../doors/fetch-door.ts";
import { mswDoor } from "../doors/msw-door.ts";
import { serverDoor } from "../doors/server-door.ts";
import { testLiveEvents } from "./live-events.ts";

for (const door of [fetchDoor, mswDoor, serverDoor]) testLiveEvents(door);
