import { readSettings } from "./settings.ts";
import { startApi } from "./start.ts";

const api = await startApi(readSettings(process.env));
console.log(`The API answers at ${api.url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void api.close());
