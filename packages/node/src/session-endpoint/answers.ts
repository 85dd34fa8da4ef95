/** What the endpoint answers of its own. */

import { problem } from "../problem.ts";

function answer(...facts: Parameters<typeof problem>): Response {
  const { body, ...how } = problem(...facts);
  return new Response(body, how);
}

/** Another site's page, or one that was not named. */
export const originNotAllowed = (): Response =>
  answer(
    403,
    "origin_not_allowed",
    "The origin is not allowed",
    "The request does not come from a page of this site, or from one without TLS: name its origin in the option origins.",
  );

/** An operation that has nothing to do with the session. */
export const notFound = (): Response => answer(404, "not_found", "Not found", "Only operations that change the session go through the session endpoint.");

/** A form, which any site can post. */
export const mediaTypeUnsupported = (): Response =>
  answer(415, "unsupported_media_type", "The media type is not supported", "The body has to be application/json.");

/** Longer than any operation of the session takes. */
export const bodyTooLarge = (): Response =>
  answer(413, "payload_too_large", "The body is too large", "The body is longer than any operation of the session takes.");

/** No request at all: a host or a path that is none, or a body that broke off. */
export const requestMalformed = (): Response =>
  answer(400, "request_malformed", "The request is malformed", "The request cannot be read: its host, its path or its body is none, or the body broke off.");

/** A method that no operation has. */
export const methodNotAllowed = (): Response =>
  answer(405, "method_not_allowed", "The method is not allowed", "Operations of the session are asked for by POST.", { allow: "POST, OPTIONS" });

/** A mistake of the server that the endpoint stands in. */
export const bodyReadBefore = (): Response =>
  answer(500, "body_not_raw", "The body was read before", "Hand the request to the session endpoint before anybody reads its body, or hand it a clone.");

/** The API did not answer. Not a sign-out: the session may go on. */
export const apiUnreachable = (): Response =>
  answer(503, "api_unreachable", "The API cannot be reached", "The session endpoint got no answer from the API.", { "retry-after": "1" });

/** There is no cookie to refresh with. */
export const noSession = (): Response => answer(401, "refresh_token_invalid", "There is no session", "No cookie of this browser holds a session.");
