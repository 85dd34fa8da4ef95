import { closeSync, openSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createPlintoAdmin, type PlintoAdmin } from "@plinto/node";
import { readTenants, type Tenant } from "./tenant.ts";

/** What the program is to do. */
export interface Arguments {
  readonly admin: PlintoAdmin;
  readonly tenants: readonly Tenant[];
  readonly concurrency: number;
  /** The file for the outcome of each row. */
  readonly results: string;
}

/** The program was not understood: nothing was done. */
export class UsageError extends Error {}

/**
 * Reads the command line, the environment and the file of tenants.
 *
 * @throws UsageError for the first thing that is wrong
 */
export function readArguments(args: readonly string[], { PLINTO_URL: baseUrl, PLINTO_SECRET_KEY: secretKey }: NodeJS.ProcessEnv): Arguments {
  const { values, positionals } = understood("", () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { concurrency: { type: "string", default: "8" }, results: { type: "string", default: "results.csv" } },
    }),
  );
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError("Name one file of tenants.");
  if (!baseUrl || !secretKey) throw new UsageError("The environment variables PLINTO_URL and PLINTO_SECRET_KEY are needed.");
  const concurrency = Number(values.concurrency);
  if (!/^\d+$/.test(values.concurrency) || concurrency < 1 || concurrency > 1_000)
    throw new UsageError("--concurrency must be a whole number from 1 to 1,000.");
  const tenants = understood(`${file}: `, () => readTenants(readFileSync(file, "utf8")));
  const admin = understood("", () => createPlintoAdmin({ baseUrl, secretKey }));
  // Known before anything is done: afterwards the outcomes would be lost.
  understood(`${values.results}: `, () => closeSync(openSync(values.results, "a")));
  return { admin, tenants, concurrency, results: values.results };
}

function understood<Read>(what: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw new UsageError(what + (error as Error).message, { cause: error });
  }
}
