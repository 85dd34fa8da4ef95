import { readFile } from "node:fs/promises";
import type { Seed } from "@plinto/mock";
import { UsageError } from "./usage-error.ts";

/** The seed that an argument names: a name as it is, or what a JSON file holds. The mock judges what is in it. */
export async function readSeed(source: string): Promise<string | Seed> {
  if (!source.endsWith(".json")) return source;
  let text: string;
  try {
    text = await readFile(source, "utf8");
  } catch {
    throw new UsageError(`The file ${JSON.stringify(source)} cannot be read.`);
  }
  let seed: unknown;
  try {
    seed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The file ${JSON.stringify(source)} is not JSON: ${(error as Error).message}`);
  }
  if (typeof seed !== "object" || seed === null || Array.isArray(seed))
    throw new UsageError(`The file ${JSON.stringify(source)} must hold an object with users and organizations.`);
  return seed;
}
