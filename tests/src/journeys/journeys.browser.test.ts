import { sameOriginWorkerDoor, workerDoor } from "../doors/worker-door.ts";
import { walkThrough } from "./walk-through.ts";

for (const door of [workerDoor, sameOriginWorkerDoor]) walkThrough(door);
