/** The errors that an operation can end with, from the description. */

import type { OperationErrorCodes } from "@plinto/spec";
import type { CallErrorCode, PlintoError } from "./errors.ts";

/**
 * The error of an operation: the codes that the description lists for it and those that this package gives to any call.
 * The union is closed, so that a `switch` can be checked for completeness; a newer server may still send another code,
 * which keeps its string.
 *
 * @example
 * const result = await plinto.organizations.create({ name }).safe();
 * if (!result.ok) {
 *   const error: ErrorsOf<"createOrganization"> = result.error;
 *   if (error.code === "slug_taken") suggestAnotherSlug();
 * }
 */
export type ErrorsOf<Id extends keyof OperationErrorCodes> = PlintoError<OperationErrorCodes[Id] | CallErrorCode>;
