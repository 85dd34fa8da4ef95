import { isPlintoError, type CallOptions, type Organization } from "@plinto/core";
import type { PlintoAdmin } from "@plinto/node";
import { NotDone } from "./not-done.ts";
import type { Tenant } from "./tenant.ts";

/** What was done for a tenant, and what was there already. */
export interface EnsuredTenant {
  readonly organizationId: string;
  readonly isNew: boolean;
  /** How many invitations went out this time. */
  readonly invited: number;
}

/**
 * Makes what is missing of a tenant: owner, organization, invitations. Each step looks at what is there, so that it does not
 * matter where an earlier run was interrupted, or how long ago.
 *
 * @throws NotDone when it can be neither made nor completed
 */
export async function ensureTenant(admin: PlintoAdmin, tenant: Tenant, options: CallOptions): Promise<EnsuredTenant> {
  const { organization, isNew } = await ensureOrganization(admin, tenant, options);
  const invited = await invite(admin, tenant, organization.id, isNew, options);
  return { organizationId: organization.id, isNew, invited };
}

async function ensureOrganization(admin: PlintoAdmin, tenant: Tenant, options: CallOptions): Promise<{ organization: Organization; isNew: boolean }> {
  const { customer: externalId, name, slug } = tenant;
  const there = await findOrganization(admin, externalId, options);
  if (there) return { organization: there, isNew: false };
  // Asked before anybody is made: a person who owns nothing would be left behind.
  for await (const other of admin.organizations.list({ q: slug, pageSize: 100 }, options))
    if (other.slug === slug && other.externalId !== externalId) throw new NotDone("slug_taken", "Another organization has this slug: choose another one.");
  const ownerUserId = await ensureOwner(admin, tenant, options);
  const made = await admin.organizations.create({ name, slug, externalId, ownerUserId }, options).safe();
  if (made.ok) return { organization: made.data, isNew: true };
  // Another run, at the same time, was faster.
  const isTaken = isPlintoError(made.error, "slug_taken") || isPlintoError(made.error, "external_id_taken");
  const since = isTaken ? await findOrganization(admin, externalId, options) : undefined;
  if (since) return { organization: since, isNew: false };
  throw made.error;
}

/** By your own identifier, which is the same whatever name and slug the tenant has chosen since. */
async function findOrganization(admin: PlintoAdmin, externalId: string, options: CallOptions): Promise<Organization | undefined> {
  const [found] = await admin.organizations.list({ externalId }, options).toArray({ max: 1 });
  if (found?.status === "pending_deletion")
    throw new NotDone("organization_pending_deletion", `It will be deleted at ${found.deletesAt}: restore it, or take the line out of the file.`);
  return found;
}

/** A person may own several tenants. */
async function ensureOwner(admin: PlintoAdmin, { ownerEmail: email, ownerName }: Tenant, options: CallOptions): Promise<string> {
  const made = await admin.users.create({ email, ...(ownerName && { name: ownerName }) }, options).safe();
  if (made.ok) return made.data.id;
  if (!isPlintoError(made.error, "email_taken")) throw made.error;
  const [found] = await admin.users.list({ email }, options).toArray({ max: 1 });
  if (!found) throw made.error;
  return found.id;
}

async function invite(admin: PlintoAdmin, { admins }: Tenant, orgId: string, isNew: boolean, options: CallOptions): Promise<number> {
  const { invitations } = admin.forOrganization(orgId);
  const known = new Set<string>();
  // Also who has declined since, or was taken back: nobody is written to twice.
  if (!isNew) for await (const { email } of invitations.list({ pageSize: 100 }, options)) known.add(email.toLowerCase());
  let invited = 0;
  for (const email of admins) {
    if (known.has(email.toLowerCase())) continue;
    known.add(email.toLowerCase());
    const made = await invitations.create({ email, role: "admin" }, options).safe();
    if (made.ok) invited += 1;
    else if (!isPlintoError(made.error, "invitation_pending") && !isPlintoError(made.error, "already_member")) throw made.error;
  }
  return invited;
}
