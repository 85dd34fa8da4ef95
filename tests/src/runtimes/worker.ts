import { nodeSuite } from "./node.ts";
import { policySuite } from "./policies.ts";
import { realtimeSuite } from "./realtime.ts";
import { runtimeSuite } from "./suite.ts";
import { webhookSuite } from "./webhooks.ts";

// workerd calls the default export of a module.
const worker = {
  async test(): Promise<void> {
    await runtimeSuite();
    await webhookSuite();
    await policySuite();
    await nodeSuite();
    await realtimeSuite();
    console.log("every check of the runtime suite holds");
  },
};

export { worker as default };
