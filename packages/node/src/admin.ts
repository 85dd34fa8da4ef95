/** The whole API for servers. */

import { type Client, type HttpClient, type TransportOptions, assemble } from "@plinto/core";
import { type AuditStream, auditStream } from "./audit-stream.ts";
import { configError, refuseSecretInBrowser } from "./errors.ts";
import { explainVersion } from "./explain-version.ts";
import type { AdminFacade, AdminOrganizationScope } from "./generated/admin-facade.ts";
import { adminTree } from "./generated/admin-tree.ts";
import { systemFetch } from "./platform.ts";

/** Options of `createPlintoAdmin`. */
export interface PlintoAdminOptions extends Omit<TransportOptions, "allowSecretKeyInBrowser" | "WebSocket" | "secretKey"> {
  /** `sk_…` for the environment, or `ok_…` for one organization. */
  secretKey: string;
}

/** What this package adds to the operations. */
interface Additions {
  /** The audit log. */
  readonly audit: {
    /** Every row, a page of 1,000 at a time: memory stays the same however long the log is. */
    readonly stream: AuditStream;
  };
}

/** Every operation that a server may call, as properties. Takes the place of a `Client` everywhere. */
export interface PlintoAdmin extends Omit<AdminFacade, "audit">, Client {
  /** The audit log. */
  readonly audit: AdminFacade["audit"] & Additions["audit"];
  /** Every path of the description, typed, as an escape hatch. */
  readonly http: HttpClient;
  /**
   * The resources of one organization: sends `Plinto-Organization` and fills in `orgId`.
   *
   * @example
   * const members = await admin.forOrganization(orgId).members.list();
   */
  forOrganization(organizationId: string): PlintoAdminScope;
}

/** The resources of one organization. */
export interface PlintoAdminScope extends Omit<AdminOrganizationScope, "audit">, Client {
  /** The audit log of the organization. */
  readonly audit: AdminOrganizationScope["audit"] & Additions["audit"];
  readonly http: HttpClient;
}

/**
 * Makes a client that administers the environment, with the same names and calls as `createPlinto`, and with those that are
 * for servers alone: `admin.users.import`, `admin.events`, `admin.webhooks`, `admin.apiKeys.verify` and others. It holds no
 * session: what `admin.auth.signIn` answers is yours to keep. On behalf of a person call `createPlinto(…).withSession(token)`.
 *
 * @throws `PlintoError` of kind `config`: `secret_key_in_browser`, `option_unknown`, `option_invalid`, `base_url_invalid`,
 * `key_kind_mismatch`, `credential_malformed`. Its calls throw `version_unsupported` where the API is of another version.
 *
 * @example
 * const admin = createPlintoAdmin({ baseUrl: "https://api.example.com", secretKey: process.env.PLINTO_SECRET_KEY });
 * const organization = await admin.organizations.create({ name: "Acme", ownerUserId });
 * for await (const user of admin.users.list()) console.log(user.email);
 */
export function createPlintoAdmin(options: PlintoAdminOptions): PlintoAdmin {
  const { secretKey, fetch = systemFetch } = options;
  refuseSecretInBrowser(secretKey);
  if (typeof secretKey !== "string" || secretKey === "")
    throw configError("option_invalid", "createPlintoAdmin needs a secretKey: is the environment variable set?");
  // Bound to the key as a person's client is to her token: no call begins, changes or ends a session here.
  const plinto = assemble<AdminFacade, AdminOrganizationScope>(adminTree, { ...options, fetch: explainVersion(fetch) }).withSession(secretKey);
  return withStream(plinto, {
    forOrganization: { enumerable: true, value: (organizationId: string) => withStream(plinto.forOrganization(organizationId), {}) },
    // An administrator is nobody: a session that always throws would only mislead.
    ...absent("session", "onStepUp", "withSession"),
  }) as PlintoAdmin & PlintoAdminScope;
}

/** A copy with other properties, which leaves resources unmade until they are asked for. */
function withStream(client: Client & { readonly audit: object }, others: PropertyDescriptorMap): object {
  const { audit: _, ...rest } = { ...Object.getOwnPropertyDescriptors(client), ...others } as PropertyDescriptorMap;
  const stream = { enumerable: true, value: auditStream(client) };
  let audit: object | undefined;
  return Object.defineProperties(
    {},
    {
      ...Object.fromEntries(Object.entries(rest).filter(([, descriptor]) => descriptor !== undefined)),
      audit: { enumerable: true, get: () => (audit ??= Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(client.audit), stream })) },
    },
  );
}

function absent(...names: readonly string[]): PropertyDescriptorMap {
  return Object.fromEntries(names.map((name) => [name, undefined as never]));
}
