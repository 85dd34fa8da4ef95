import type { ControlFault, ControlFaultList } from "../../generated/control-types.ts";
import type { Fault } from "../../faults.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf } from "../../mock.ts";
import type { ControlHandler } from "../controlled-world.ts";

type FaultOperation = "listFaults" | "addFault" | "clearFaults";

/** What shall go wrong in a world. */
export const faultOperations: Readonly<Record<FaultOperation, ControlHandler>> = {
  listFaults: ({ mock }): ControlFaultList => ({ data: [...internalsOf(mock).hosted.faults.named] }),

  addFault({ mock }, input) {
    mock.faults.add(input as ControlFault as Fault);
  },

  clearFaults({ mock }, input) {
    const { id } = input as { id?: string };
    if (id === undefined) mock.faults.clear();
    else if (!internalsOf(mock).hosted.faults.remove(id))
      throw new MockError("not_found", `There is no fault ${JSON.stringify(id)}. It may have struck for the last time.`);
  },
};
