import { runtimeSuite } from "./suite.ts";

// workerd calls the default export of a module.
const worker = {
  async test(): Promise<void> {
    await runtimeSuite();
    console.log("every check of the runtime suite holds");
  },
};

export { worker as default };
