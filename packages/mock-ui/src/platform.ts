/** What this package asks the platform for; the only place that does. */

/**
 * Reads a file of this package. Node's modules are asked for only then: the same code stands in bundles for browsers,
 * where an import of them could not be resolved.
 */
export async function readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await globalThis.process.getBuiltinModule("node:fs").promises.readFile(file));
}

/** Resolves after some milliseconds. */
export const systemPause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
