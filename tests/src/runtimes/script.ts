import { runtimeSuite } from "./suite.ts";

await runtimeSuite();
console.log("every check of the runtime suite holds");
