import { sameOriginWorkerDoor, workerDoor } from "../doors/worker-door.ts";
import { testLiveEvents } from "./live-events.ts";

for (const door of [workerDoor, sameOriginWorkerDoor]) testLiveEvents(door);
