import { readFile, writeFile } from "node:fs/promises";
import { isSystemError, reasonOf } from "../files/system-error.ts";
import { WriteRefused } from "../files/write-refused.ts";
import { firstWords } from "./register-text.ts";

/**
 * What an earlier run wrote; undefined where there is nothing yet.
 *
 * @throws WriteRefused when it is somebody else's, or cannot be read
 */
export async function readOwnFile(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw refusal(file, error);
  });
  if (text !== undefined && !text.startsWith(firstWords))
    throw new WriteRefused(`Nothing was written, since ${file} is not a file that plinto types pull wrote. --out names another, or delete it.`);
  return text;
}

/** @throws WriteRefused when it cannot be written */
export async function writeOwnFile(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw refusal(file, error);
  });
}

function refusal(file: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new WriteRefused(`Nothing was written: ${file} cannot be. The reason: ${reasonOf(error)}.`, { cause: error });
}
