import { policySuite } from "./policies.ts";
import { runtimeSuite } from "./suite.ts";
import { webhookSuite } from "./webhooks.ts";

await runtimeSuite();
await webhookSuite();
await policySuite();
console.log("every check of the runtime suite holds");
