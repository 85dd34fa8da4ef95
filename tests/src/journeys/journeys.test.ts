import { describe, test } from "vitest";
import { fetchDoor } from "../doors/fetch-door.ts";
import { mswDoor } from "../doors/msw-door.ts";
import { serverDoor } from "../doors/server-door.ts";
import { journeys } from "./all.ts";

for (const door of [fetchDoor, mswDoor, serverDoor]) {
  describe(`through the door ${door.name}`, () => {
    for (const journey of journeys) test(journey.title, () => journey.walk(door));
  });
}
