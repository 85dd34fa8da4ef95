import { ControlClient } from "./generated/control-client.ts";
import type { ControlOptions } from "./control/transport.ts";

export type { ControlOptions } from "./control/transport.ts";
export type * from "./generated/control-types.ts";
export { ControlClient };

/**
 * Steers a mock that is served by another process.
 *
 * @throws each method throws `MockError` with the code of the problem, or `control_unreachable`
 * @example
 * const control = createControl({ url: "http://127.0.0.1:4010" });
 * await control.advanceClock({ duration: "15m" });
 */
export function createControl(options: ControlOptions): ControlClient {
  return new ControlClient(options);
}
