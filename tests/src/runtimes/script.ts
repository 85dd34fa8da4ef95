import { nodeSuite } from "./node.ts";
import { policySuite } from "./policies.ts";
import { realtimeSuite } from "./realtime.ts";
import { runtimeSuite } from "./suite.ts";
import { webhookSuite } from "./webhooks.ts";

await runtimeSuite();
await webhookSuite();
await policySuite();
await nodeSuite();
await realtimeSuite();
console.log("every check of the runtime suite holds");
