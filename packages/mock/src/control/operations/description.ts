// The module has no file before the build, and a declaration of a module cannot be imported.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="../../pipeline/openapi-json.d.ts" />
import type { ControlHandler } from "../controlled-world.ts";

/** What the control plane says about itself. */
export const descriptionOperations: Readonly<Record<"getControlDescription", ControlHandler>> = {
  async getControlDescription() {
    const { default: description } = await import("@plinto/spec/mock-control.json", { with: { type: "json" } });
    return description;
  },
};
