import type { PolicyBundle } from "@plinto/spec";
import { bundleArchive } from "../../domain/policies/archive.ts";
import { policyBundle } from "../../domain/policies/bundle.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { acceptedType } from "../../pipeline/accepted-type.ts";
import { handler, type FinishContext, type OperationHandlers, type RequestFacts } from "../../pipeline/handler.ts";

const json = "application/json";
const gzip = "application/gzip";
const text = new TextEncoder();

/** All policies of an organization in one signed file. */
export const bundleOperations: OperationHandlers<"getPolicyBundle"> = {
  getPolicyBundle: handler<"getPolicyBundle", PolicyBundle>({
    decide({ tx, environment, organization, principal, request }, { organizationId }) {
      if (organization && organizationId !== undefined && organizationId !== organization.id)
        return refuse(principal.kind === "organization" ? "not_found" : "organization_mismatch");
      const tenant = organization ?? (organizationId === undefined ? undefined : tx.organizations.get(organizationId));
      if (!tenant) return refuse(organizationId === undefined ? "organization_required" : "not_found");
      if (typeOf(request) === undefined) return refuse("not_acceptable", { detail: `Accept ${json} or ${gzip}.` });
      return ok(policyBundle(tx, environment, tenant));
    },
    finish: (_context, bundle) => bundle,
    headers: (context, { revision }) => ({
      etag: `"${wantsArchive(context) ? `${revision}.gzip` : revision}"`,
      vary: "Authorization, Plinto-Organization, Origin, Accept",
    }),
    async write(context, bundle) {
      const isArchive = wantsArchive(context);
      const body = isArchive ? await bundleArchive(bundle) : JSON.stringify(bundle);
      const bytes = typeof body === "string" ? text.encode(body) : body;
      const signature = await context.tokens.signDetached(bytes, context.environment.signingAlgorithm);
      return { body, headers: { "content-type": isArchive ? gzip : json, "plinto-bundle-signature": signature } };
    },
  }),
};

/** What the caller would have; nothing where it takes neither. */
function typeOf({ accept }: RequestFacts): string | undefined {
  return acceptedType(accept, [json, gzip]);
}

/** Whether the caller would rather have the archive. */
function wantsArchive({ request }: FinishContext): boolean {
  return typeOf(request) === gzip;
}
