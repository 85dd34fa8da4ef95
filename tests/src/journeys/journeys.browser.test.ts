import { describe, test } from "vitest";
import { sameOriginWorkerDoor, workerDoor } from "../doors/worker-door.ts";
import { journeys } from "./all.ts";

for (const door of [workerDoor, sameOriginWorkerDoor]) {
  describe(`through the door ${door.name}`, () => {
    for (const journey of journeys) test(journey.title, () => journey.walk(door));
  });
}
