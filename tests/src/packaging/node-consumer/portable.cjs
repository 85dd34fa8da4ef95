// As a worker is: without node:crypto, so that jose verifies, which is bundled into the CommonJS half.
process.getBuiltinModule = undefined;
require("./guards.cjs").run().then(console.log);
