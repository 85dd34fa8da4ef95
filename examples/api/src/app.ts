import { createPlinto, isPlintoError } from "@plinto/core";
import type { TokenVerifier } from "@plinto/node";
import { expressAuth, requireAuth, requirePermission, signedIn } from "@plinto/node/express";
import type { WebhookReceiver } from "@plinto/webhooks";
import { expressWebhooks } from "@plinto/webhooks/express";
import express, { type ErrorRequestHandler, type Express, type Request } from "express";
import type { Database } from "./database.ts";
import { Refusal } from "./refusal.ts";
import { billOf, listSeats } from "./seats.ts";

/** What the application works with. */
export interface AppParts {
  readonly plintoUrl: string;
  readonly verifier: TokenVerifier;
  readonly receiver: Pick<WebhookReceiver, "receive">;
  readonly database: Database;
}

/** The routes, and what it takes to be let in at each. */
export function createApp({ plintoUrl, verifier, receiver, database }: AppParts): Express {
  const plinto = createPlinto({ baseUrl: plintoUrl });
  const app = express();
  // Before the parser: a signature is over the bytes as they came.
  app.post("/webhooks", expressWebhooks(receiver));
  app.use(expressAuth({ verifier }));

  app.get("/me", requireAuth(), (request, response) => {
    const { userId, organizationId, organizationRole } = signedIn(request);
    response.json({ userId, organizationId, organizationRole });
  });
  app.get("/seats", requirePermission("members:read"), async (request, response) => {
    response.json({ data: await database.transaction((tx) => listSeats(tx, organizationOf(request))) });
  });
  app.get("/bill", requirePermission("billing:read"), async (request, response) => {
    response.json(await database.transaction((tx) => billOf(tx, organizationOf(request))));
  });
  // On behalf of who asks: Plinto checks again, and its audit log names the person.
  // The parser stands behind the guard: of a stranger nothing is read.
  app.post("/invitations", requirePermission("members:invite"), express.json(), async (request, response) => {
    const { email } = Object(request.body) as { email?: unknown };
    if (typeof email !== "string") throw new Refusal(400, "email_missing", "Send an object with an email.");
    const { id, status } = await plinto.withSession(signedIn(request).token).invitations.create({ email, role: "member" });
    response.status(201).json({ id, status });
  });
  app.use(() => {
    throw new Refusal(404, "route_not_found", "There is nothing here: the README names the routes.");
  });
  app.use(answerError);
  return app;
}

function organizationOf(request: Request): string {
  const { organizationId } = signedIn(request);
  if (organizationId === null) throw new Refusal(400, "organization_required", "Choose an organization first: the session stands in none.");
  return organizationId;
}

/** Refusals as problem documents (RFC 9457); what else goes wrong is for the log alone. */
const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const refusal = error instanceof Refusal ? error : (fromPlinto(error) ?? fromExpress(error));
  if (!refusal) console.error(error);
  const { status, code, message } = refusal ?? new Refusal(500, "internal_error", "Something is wrong here.");
  response.status(status).type("application/problem+json").json({ status, code, detail: message });
};

function fromPlinto(error: unknown): Refusal | undefined {
  if (!isPlintoError(error)) return undefined;
  const isTheirs = error.kind === "api" && error.status !== undefined && error.status >= 400 && error.status < 500;
  return isTheirs ? new Refusal(error.status, error.code, error.message) : new Refusal(503, "plinto_unavailable", "Plinto does not answer now.");
}

/** What Express and its parsers blame on the caller, in words of our own: theirs repeat what was sent. */
function fromExpress(error: unknown): Refusal | undefined {
  const { expose, status } = Object(error) as { expose?: unknown; status?: unknown };
  if (expose !== true || typeof status !== "number" || status < 400 || status > 499) return undefined;
  if (status === 413) return new Refusal(status, "payload_too_large", "The body is too large.");
  if (status === 415) return new Refusal(status, "unsupported_media_type", "Send JSON in UTF-8, compressed by nothing but gzip, deflate or br.");
  return new Refusal(status, "malformed_request", "The request cannot be read: send valid JSON.");
}
