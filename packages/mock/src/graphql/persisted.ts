import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { BoundedMap } from "../kernel/bounded-map.ts";
import { fail } from "../pipeline/problem.ts";
import { limits } from "./limits.ts";

/** Documents that were sent with their hash and are asked for by it from then on. */
export class PersistedDocuments {
  readonly #texts = new BoundedMap<string, string>(limits.documents);

  /** The text of the document of a request. @throws ProblemError `persisted_query_unknown`, `validation_failed` */
  textOf(values: Readonly<Record<string, unknown>>): string {
    const query = values["query"] as string | undefined;
    const extensions = values["extensions"] as { readonly persistedQuery?: { readonly sha256Hash: string } } | undefined;
    const hash = extensions?.persistedQuery?.sha256Hash;
    if (hash === undefined) return query ?? fault("/query", "required", "query is required where no document is named");
    if (query === undefined) return this.#texts.get(hash) ?? fail("persisted_query_unknown", { detail: notFound });
    if (bytesToHex(sha256(utf8ToBytes(query))) !== hash) fault("/extensions/persistedQuery/sha256Hash", "hash", "this is not the SHA-256 of query");
    this.#texts.set(hash, query);
    return query;
  }
}

/** The word by which the clients that are in use know that they are to send the document. */
const notFound = "PersistedQueryNotFound";

function fault(pointer: string, code: string, message: string): never {
  fail("validation_failed", { errors: [{ pointer, code, message }] });
}
