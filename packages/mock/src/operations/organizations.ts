import type { OrganizationLimits, OrganizationStats, OwnershipTransfer } from "@plinto/spec";
import { changesBetween } from "../domain/events/changes.ts";
import { countInvitations, seatsTaken } from "../domain/invitations/count.ts";
import { countMembers } from "../domain/members/count.ts";
import { addMember, endMembership, isLastOwner, memberFacts, touchMembership } from "../domain/members/membership.ts";
import { renderMember } from "../domain/members/render.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import { mergeMetadata, metadataFaults } from "../domain/metadata.ts";
import { cancelDeletion, scheduleDeletion } from "../domain/organizations/deletion.ts";
import { featuresOf, hasFeature, planLimit } from "../domain/organizations/plan.ts";
import { freeSlug, insertOrganization, organizationFacts, touchOrganization } from "../domain/organizations/organization.ts";
import { renderOrganization, renderSettings } from "../domain/organizations/render.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import { leaveWithSessions } from "../domain/sessions/leave.ts";
import { isLive } from "../domain/sessions/session.ts";
import type { UserRow } from "../domain/users/table.ts";
import type { OrganizationsOperationId } from "../generated/operation-shapes.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { inRange, listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { callsOf } from "../pipeline/rate-limit.ts";
import { authPolicyOperations } from "./auth-policies.ts";

/** The rules of organizations. */
export const organizations: OperationHandlers<OrganizationsOperationId> = {
  ...authPolicyOperations,

  createOrganization: handler<"createOrganization", OrganizationRow>({
    decide(context, input) {
      const { tx, principal } = context;
      const byKey = principal.kind === "environment";
      if (!byKey && (input.privateMetadata !== undefined || input.externalId !== undefined))
        return onlyByKey(input.privateMetadata === undefined ? "/externalId" : "/privateMetadata");
      const errors = metadataFaults(input);
      if (errors.length > 0) return refuse("validation_failed", { errors });
      const owner = ownerOf(context, input.ownerUserId);
      if ("ok" in owner) return owner;
      if (input.slug !== undefined && tx.organizations.find("slug", input.slug)) return refuse("slug_taken");
      if (input.externalId !== undefined && tx.organizations.find("externalId", input.externalId)) return refuse("external_id_taken");
      const organization = insertOrganization(tx, {
        name: input.name,
        slug: input.slug ?? freeSlug(tx, input.name),
        externalId: input.externalId ?? null,
        logoUrl: input.logoUrl ?? null,
        plan: "free",
        publicMetadata: input.publicMetadata ?? {},
        privateMetadata: input.privateMetadata ?? {},
      });
      context.emit("organization.created", organizationFacts(organization));
      addMember(tx, context.emit, organization.id, owner, "owner");
      return ok(organization);
    },
    finish: (context, organization) => renderOrganization(organization, context.principal.kind === "environment"),
  }),

  listMyOrganizations: listHandler<"listMyOrganizations", OrganizationRow>({
    page(context, input) {
      const { tx, principal, cursors } = context;
      const sort = input.sort ?? "createdAt";
      const mine =
        principal.kind === "user"
          ? new Set(
              tx.memberships
                .scan("byUser", [principal.userId])
                .toArray()
                .filter((row) => row.status === "active")
                .map((row) => row.organizationId),
            )
          : undefined;
      const text = input.q?.toLowerCase();
      const fits = (row: OrganizationRow): boolean =>
        (!mine || mine.has(row.id)) &&
        (text === undefined || row.name.toLowerCase().includes(text) || row.slug.includes(text)) &&
        (input.status === undefined || row.status === input.status) &&
        inRange(row.createdAt, input.createdAt);
      const byName = sort.endsWith("name");
      const order = {
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listMyOrganizations", caller: principal.kind === "user" ? principal.userId : "environment" }),
      };
      // At most one, which its index finds among any number.
      const named = input.externalId === undefined ? undefined : tx.organizations.find("externalId", input.externalId);
      return input.externalId === undefined
        ? readPage({ ...order, table: tx.organizations, index: byName ? "byName" : "byCreatedAt", prefix: [], where: fits })
        : readSortedPage({ ...order, rows: named && fits(named) ? [named] : [], key: (row) => [byName ? row.name.toLowerCase() : row.createdAt, row.id] });
    },
    items: ({ principal }, rows) => rows.map((row) => renderOrganization(row, principal.kind === "environment")),
  }),

  getOrganization: handler<"getOrganization", OrganizationRow>({
    decide: (context) => ok(context.organization!),
    finish: (context, organization) => renderOrganization(organization, context.principal.kind === "environment"),
  }),

  updateOrganization: handler<"updateOrganization", OrganizationRow>({
    version: (context) => context.organization!.version,
    decide(context, input) {
      const { tx, principal } = context;
      const before = context.organization!;
      if (principal.kind !== "environment" && (input.privateMetadata !== undefined || input.externalId !== undefined))
        return onlyByKey(input.privateMetadata === undefined ? "/externalId" : "/privateMetadata");
      if (input.slug !== undefined && input.slug !== before.slug && tx.organizations.find("slug", input.slug)) return refuse("slug_taken");
      if (typeof input.externalId === "string" && input.externalId !== before.externalId && tx.organizations.find("externalId", input.externalId))
        return refuse("external_id_taken");
      const metadata = {
        publicMetadata: mergeMetadata(before.publicMetadata, input.publicMetadata),
        privateMetadata: mergeMetadata(before.privateMetadata, input.privateMetadata),
      };
      const errors = metadataFaults(metadata);
      if (errors.length > 0) return refuse("validation_failed", { errors });
      const after = touchOrganization(tx, before, {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.slug === undefined ? {} : { slug: input.slug }),
        ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
        ...(input.logoUrl === undefined ? {} : { logoUrl: input.logoUrl }),
        ...metadata,
      });
      context.emit(
        "organization.updated",
        organizationFacts(after, changesBetween(before, after, ["name", "slug", "externalId", "logoUrl", "publicMetadata"])),
      );
      return ok(after);
    },
    finish: (context, organization) => renderOrganization(organization, context.principal.kind === "environment"),
  }),

  deleteOrganization: handler<"deleteOrganization", OrganizationRow>({
    version: (context) => context.organization!.version,
    decide(context) {
      const before = context.organization!;
      if (before.status === "pending_deletion") return refuse("organization_pending_deletion");
      const after = scheduleDeletion(context.tx, before);
      context.emit("organization.deleted", organizationFacts(after));
      return ok(after);
    },
    finish: (context, organization) => renderOrganization(organization, context.principal.kind === "environment"),
  }),

  restoreOrganization: handler<"restoreOrganization", OrganizationRow>({
    decide(context) {
      const before = context.organization!;
      if (before.status !== "pending_deletion") return refuse("organization_not_pending_deletion");
      const after = cancelDeletion(context.tx, before);
      context.emit("organization.restored", organizationFacts(after));
      return ok(after);
    },
    finish: (context, organization) => renderOrganization(organization, context.principal.kind === "environment"),
  }),

  getOrganizationSettings: handler<"getOrganizationSettings", OrganizationRow>({
    decide: (context) => ok(context.organization!),
    finish: (_context, organization) => renderSettings(organization),
  }),

  updateOrganizationSettings: handler<"updateOrganizationSettings", OrganizationRow>({
    version: (context) => context.organization!.settingsVersion,
    decide(context, input) {
      const before = context.organization!;
      if (input.branding && !hasFeature(before, "branding"))
        return refuse("feature_not_in_plan", { detail: `The plan ${before.plan} does not have the feature branding.`, feature: "branding" });
      if (input.defaultRole === "owner")
        return refuse("validation_failed", { errors: [{ pointer: "/defaultRole", code: "enum", message: "defaultRole cannot be owner" }] });
      if (input.timeZone !== undefined && !isTimeZone(input.timeZone))
        return refuse("validation_failed", { errors: [{ pointer: "/timeZone", code: "time_zone", message: "timeZone must be an IANA time zone" }] });
      const { orgId: _, ...patch } = input;
      const settings = { ...before.settings, ...patch, branding: { ...before.settings.branding, ...patch.branding } };
      const after = context.tx.organizations.update(before.id, {
        settings,
        settingsVersion: before.settingsVersion + 1,
        settingsUpdatedAt: formatTimestamp(context.tx.now),
      });
      context.emit("organization.updated", organizationFacts(after, changesBetween(before.settings, settings, Object.keys(settings))));
      return ok(after);
    },
    finish: (_context, organization) => renderSettings(organization),
  }),

  getOrganizationStats: handler<"getOrganizationStats", OrganizationStats>({
    decide({ tx, request, ...context }) {
      const { id } = context.organization!;
      const inside = tx.sessions.scan("byOrganization", [id, "active"]).toArray();
      return ok({
        members: countMembers(tx, id),
        invitations: countInvitations(tx, id, request.now),
        sessions: { active: inside.filter((session) => isLive(session, request.now)).length },
      });
    },
    finish: (_context, stats) => stats,
  }),

  getOrganizationLimits: handler<"getOrganizationLimits", OrganizationLimits>({
    decide({ tx, request, ...context }) {
      const organization = context.organization!;
      const { hour, month } = callsOf(tx, organization.id, request.now);
      return ok({
        plan: organization.plan,
        members: usage(planLimit(organization, "members"), seatsTaken(tx, organization.id, request.now)),
        apiKeys: usage(planLimit(organization, "apiKeys"), tx.keys.count("byOrganization", [organization.id])),
        policies: usage(planLimit(organization, "policies"), tx.policies.count("byOrganization", [organization.id])),
        webhooks: usage(planLimit(organization, "webhooks"), tx.webhooks.count("byTenant", [organization.id])),
        apiCallsPerHour: usage(planLimit(organization, "apiCallsPerHour"), hour),
        apiCallsPerMonth: usage(planLimit(organization, "apiCallsPerMonth"), month),
        features: featuresOf(organization),
      });
    },
    finish: (_context, limits) => limits,
  }),

  transferOwnership: handler<"transferOwnership", Transfer>({
    decide(context, { userId, previousOwnerRole = "admin" }) {
      const { tx, emit } = context;
      const organization = context.organization!;
      const { user: giver } = context.signedIn!;
      const given = context.membership!;
      if (userId === giver.id)
        return refuse("validation_failed", { errors: [{ pointer: "/userId", code: "same_user", message: "userId is the caller, who is an owner already" }] });
      if (previousOwnerRole === "owner")
        return refuse("validation_failed", {
          errors: [
            {
              pointer: "/previousOwnerRole",
              code: "enum",
              message: "previousOwnerRole must be less than owner; to have two owners, change the role of the member",
            },
          ],
        });
      const taken = tx.memberships.find("membership", [organization.id, userId]);
      if (!taken) return refuse("member_not_found");
      const taker = tx.users.require(userId);
      if (taken.status === "suspended")
        return refuse("member_suspended", { detail: "A suspended member cannot own the organization. Restore the membership first." });
      if (taker.status === "banned") return refuse("member_suspended", { detail: "A banned user cannot own the organization." });
      const owner = taken.role === "owner" ? taken : touchMembership(tx, taken, { role: "owner" });
      const previous = touchMembership(tx, given, { role: previousOwnerRole });
      const transfer = { organization, owner, ownerUser: profileOf(taker), previous, previousUser: profileOf(giver) };
      emit("organization.ownership_transferred", { ...organizationFacts(organization), data: renderTransfer(transfer, false) });
      if (owner !== taken) emit("member.updated", memberFacts(owner, taker, changesBetween(taken, owner, ["role"])));
      emit("member.updated", memberFacts(previous, giver, changesBetween(given, previous, ["role"])));
      return ok(transfer);
    },
    finish: (context, transfer) => renderTransfer(transfer, context.can("members:manage")),
  }),

  leaveOrganization: handler<"leaveOrganization", undefined>({
    decide({ tx, emit, membership, signedIn }) {
      if (isLastOwner(tx, membership!)) return refuse("sole_owner");
      endMembership(tx, emit, membership!, signedIn!.user);
      leaveWithSessions(tx, membership!.userId, membership!.organizationId);
      return ok();
    },
    finish: () => undefined,
  }),
};

/** What a transfer made of the two. */
// A type, not an interface: what is decided has to be JSON for the compiler too.
type Transfer = {
  readonly organization: OrganizationRow;
  readonly owner: MembershipRow;
  readonly ownerUser: UserRow;
  readonly previous: MembershipRow;
  readonly previousUser: UserRow;
};

function renderTransfer({ organization, owner, ownerUser, previous, previousUser }: Transfer, manager: boolean): OwnershipTransfer {
  return {
    organization: renderOrganization(organization, false),
    owner: renderMember(owner, ownerUser, manager),
    previousOwner: renderMember(previous, previousUser, manager),
  };
}

/** What is decided is kept for replays; a password's hash has no business there. */
function profileOf(user: UserRow): UserRow {
  return { ...user, passwordHash: null };
}

function usage(limit: number | null, used: number): OrganizationLimits["members"] {
  return { limit, used, remaining: limit === null ? null : Math.max(0, limit - used) };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The owner of a new organization: the caller, or whom the environment key names. */
function ownerOf(context: DecideContext, ownerUserId: string | undefined): UserRow | OperationRefusal {
  const { tx, principal, signedIn } = context;
  if (principal.kind === "environment") {
    if (ownerUserId === undefined)
      return refuse("validation_failed", {
        errors: [{ pointer: "/ownerUserId", code: "required", message: "ownerUserId is required with the environment key, which is nobody" }],
      });
    const owner = tx.users.get(ownerUserId);
    if (!owner) return refuse("validation_failed", { errors: [{ pointer: "/ownerUserId", code: "unknown_user", message: "there is no such user" }] });
    // Nobody could act as its owner.
    if (owner.status === "banned")
      return refuse("validation_failed", {
        errors: [{ pointer: "/ownerUserId", code: "banned_user", message: "the user is banned and cannot own an organization" }],
      });
    return owner;
  }
  if (ownerUserId !== undefined && ownerUserId !== signedIn!.user.id)
    return refuse("permission_denied", { detail: "Only the environment key makes somebody else an owner." });
  return signedIn!.user;
}

function onlyByKey(pointer: string): OperationRefusal {
  return refuse("permission_denied", { detail: `Only the environment key writes ${pointer}.` });
}
