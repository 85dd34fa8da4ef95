import type { ControlAdvanceClock, ControlClockState, ControlSetClock, ControlTimerList } from "../../generated/control-types.ts";
import type { Json } from "../../kernel/json.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { internalsOf, type Mock } from "../../mock.ts";
import type { ControlHandler } from "../controlled-world.ts";

type ClockOperation = "advanceClock" | "setClock" | "listTimers";

/** The time of a world, and what it will bring. */
export const clockOperations: Readonly<Record<ClockOperation, ControlHandler>> = {
  async advanceClock({ mock }, input) {
    await mock.clock.advance((input as unknown as ControlAdvanceClock).duration);
    return clockState(mock);
  },

  async setClock({ mock }, input) {
    await mock.clock.set((input as unknown as ControlSetClock).at);
    return clockState(mock);
  },

  listTimers: ({ mock }): ControlTimerList => ({
    data: internalsOf(mock)
      .hosted.world.timers()
      .slice(0, 1000)
      .map(({ kind, dueAt, data }) => ({ kind, dueAt: formatTimestamp(dueAt), about: idsIn(data).join(", ") })),
  }),
};

/** Where the clock of a world stands. */
export function clockState(mock: Mock): ControlClockState {
  return { kind: mock.clock.kind, now: formatTimestamp(mock.clock.now()) };
}

function idsIn(data: Json): string[] {
  if (typeof data === "string") return [data];
  return typeof data === "object" && data !== null ? Object.values(data).flatMap((value) => idsIn(value as Json)) : [];
}
