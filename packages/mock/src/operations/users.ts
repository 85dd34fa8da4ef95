import type { User, UserImport } from "@plinto/spec";
import { isImportedHash } from "../credentials/imported-hash.ts";
import { dropPendingSignIns } from "../domain/auth/pending-sign-in.ts";
import { clearFailures, unlocked } from "../domain/auth/lockout.ts";
import { weakPasswordRefusal } from "../domain/auth/password-rules.ts";
import { freshHash } from "../domain/auth/prove-password.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { endMembership, soleOwnerships } from "../domain/members/membership.ts";
import { mergeMetadata, metadataFaults } from "../domain/metadata.ts";
import { clearMfaFailures } from "../domain/mfa/lockout.ts";
import { forgetRememberedDevices } from "../domain/mfa/remember.ts";
import { impersonationSeconds, impersonationStartedFacts } from "../domain/sessions/impersonation.ts";
import { revokeImpersonationsBy, revokeSessionsOf } from "../domain/sessions/revoke.ts";
import { insertSession } from "../domain/sessions/session.ts";
import { sessionFacts } from "../domain/sessions/facts.ts";
import { changeEmail, confirmEmailChange, requestEmailChange } from "../domain/users/email-change.ts";
import { userFacts } from "../domain/users/facts.ts";
import type { Managed } from "../domain/users/manage.ts";
import { renderUser, type UserViewer } from "../domain/users/render.ts";
import type { UserRow } from "../domain/users/table.ts";
import { emailKey, insertUser, touchUser } from "../domain/users/user.ts";
import { errorCodes } from "../generated/registries.ts";
import type { UsersOperationId } from "../generated/operation-shapes.ts";
import { formatTimestamp, parseTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { inRange, listScope, readPage, type Page } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { issuedSession, type TokenGrant } from "./issued-session.ts";
import { managedTarget } from "./managed-target.ts";

const batchLimit = 100;
/** What a person may change of her own profile, and whoever rules the account too. */
const profileFields = ["name", "givenName", "familyName", "avatarUrl", "locale"] as const;
/** What the events of a change tell; the private facts are not for the person. */
const toldFields = [...profileFields, "emailVerifiedAt", "managedBy", "externalId", "platformRole", "publicMetadata"] as const;

/** The rules of users. */
export const users: OperationHandlers<UsersOperationId> = {
  getMe: handler<"getMe", User>({
    decide: ({ signedIn, request }) => ok(renderUser(signedIn!.user, "self", request.now)),
    finish: (_context, user) => user,
  }),

  updateMe: handler<"updateMe", User>({
    version: ({ signedIn }) => signedIn!.user.version,
    decide(context, input) {
      const { tx, emit, signedIn } = context;
      const before = signedIn!.user;
      const after = touchUser(tx, before, input);
      emit("user.updated", userFacts(after, "self", changesBetween(before, after, profileFields)));
      return ok(renderUser(after, "self", tx.now));
    },
    finish: (_context, user) => user,
  }),

  requestEmailChange: handler<"requestEmailChange", undefined>({
    decide({ tx, emit, environment, signedIn, request }, { email }) {
      const { user } = signedIn!;
      if (emailKey(email) === user.emailKey)
        return refuse("validation_failed", { errors: [{ pointer: "/email", code: "same_email", message: "email is the present address" }] });
      return requestEmailChange(tx, emit, environment, user, email, request.baseUrl);
    },
    finish: () => undefined,
  }),

  confirmEmailChange: handler<"confirmEmailChange", { email: string; verifiedAt: string }>({
    decide({ tx, emit }, { token }) {
      const confirmed = confirmEmailChange(tx, emit, token);
      return confirmed.ok ? ok({ email: confirmed.value.email, verifiedAt: confirmed.value.emailVerifiedAt! }) : confirmed;
    },
    finish: (_context, verification) => verification,
  }),

  listUsers: listHandler<"listUsers", UserRow>({
    page(context, input) {
      const forOrganization = "permission" in context.arm;
      if (forOrganization && (input.externalId !== undefined || input.status !== undefined)) {
        return refuse("permission_denied", {
          detail: `Only the environment key and a super admin filter users by ${input.externalId === undefined ? "status" : "externalId"}.`,
        });
      }
      return forOrganization ? pageOfOrganization(context, input) : pageOfEnvironment(context, input);
    },
    items({ arm, organization, request }, rows) {
      const viewerOf = (row: UserRow): UserViewer => {
        if ("environment" in arm) return "environment";
        if ("superAdmin" in arm) return "superAdmin";
        return row.managedBy !== null && row.managedBy === organization?.id ? "manager" : "member";
      };
      return rows.map((row) => renderUser(row, viewerOf(row), request.now));
    },
  }),

  createUser: handler<"createUser", User>({
    decide(context, input) {
      const { tx, emit, arm } = context;
      const viewer = "environment" in arm ? "environment" : "superAdmin";
      const forbidden = forbiddenField(viewer, input);
      if (forbidden !== undefined) return refuse("permission_denied", { detail: forbidden });
      const weak = weakPasswordRefusal(input.password, input.email);
      if (weak) return weak;
      const made = newUser(context, input, input.password === undefined ? null : freshHash(tx, input.password));
      if (!made.ok) return made;
      emit("user.created", userFacts(made.value, "environment"));
      return ok(renderUser(made.value, viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),

  importUsers: handler<"importUsers", UserImport>({
    decide(context, input) {
      const { tx, emit } = context;
      if (input.users.length > batchLimit) return refuse("batch_too_large", { detail: `Send at most ${batchLimit} users at once.` });
      const results = input.users.map((row, index): UserImport["results"][number] => {
        // A hash that nobody could verify would lock its person out without a word.
        const unusable = row.passwordHash !== undefined && !isImportedHash(row.passwordHash.hash);
        const made: Ok<UserRow> | OperationRefusal = unusable
          ? refuse("validation_failed", { detail: "The password hash cannot be verified: its parts are not sound, or its cost is beyond bounds." })
          : newUser(context, row, row.passwordHash?.hash ?? null);
        if (!made.ok) {
          const detail = detailOf(made);
          return { index, status: "failed", error: { code: made.code, title: errorCodes[made.code].title, ...(detail === undefined ? {} : { detail }) } };
        }
        emit("user.created", userFacts(made.value, "environment"));
        return { index, status: "created", user: renderUser(made.value, "environment", tx.now) };
      });
      const created = results.filter(({ status }) => status === "created").length;
      return ok({ results, created, failed: results.length - created });
    },
    finish: (_context, report) => report,
  }),

  getUser: handler<"getUser", User>({
    decide(context, { userId }) {
      const { tx, arm, organization, request } = context;
      const user = tx.users.get(userId);
      if (!user) return refuse("not_found");
      if ("self" in arm) return ok(renderUser(user, "self", request.now));
      if ("environment" in arm) return ok(renderUser(user, "environment", request.now));
      if ("superAdmin" in arm) return ok(renderUser(user, "superAdmin", request.now));
      if (!tx.memberships.find("membership", [organization!.id, userId])) return refuse("not_found");
      return ok(renderUser(user, user.managedBy === organization!.id ? "manager" : "member", request.now));
    },
    finish: (_context, user) => user,
  }),

  updateUser: handler<"updateUser", User>({
    version: (context, { userId }) => versionOf(context, userId),
    decide(context, input) {
      const { tx, emit } = context;
      const managed = managedTarget(context, input.userId);
      if (!managed.ok) return managed;
      const { user: before, viewer } = managed.value;
      const forbidden = forbiddenField(viewer, input);
      if (forbidden !== undefined) return refuse("permission_denied", { detail: forbidden });
      const newEmail = input.email !== undefined && input.email !== before.email ? input.email : undefined;
      const holder = newEmail === undefined ? undefined : tx.users.find("email", emailKey(newEmail));
      if (holder && holder.id !== before.id) return refuse("email_taken");
      const fault = checkLinks(context, input, before);
      if (fault) return fault;
      const fields = patchOf(before, input, tx.now);
      const errors = metadataFaults(fields);
      if (errors.length > 0) return refuse("validation_failed", { errors });
      // The same address in another spelling is the same address: what was proved of it stays proved.
      const moved = newEmail !== undefined && emailKey(newEmail) !== before.emailKey;
      const after =
        newEmail !== undefined && moved
          ? changeEmail(tx, before, newEmail, input.emailVerified === true, fields)
          : touchUser(tx, before, { ...fields, ...(newEmail === undefined ? {} : { email: newEmail }) });
      if (newEmail !== undefined) emit("user.email_changed", userFacts(after, "self", { email: { before: before.email, after: after.email } }));
      // Who is no super admin any more acts as nobody.
      if (before.platformRole !== null && after.platformRole === null) revokeImpersonationsBy(tx, emit, before.id);
      const others = Object.keys(input).some((name) => name !== "userId" && name !== "email" && name !== "emailVerified");
      if (newEmail === undefined || others) emit("user.updated", userFacts(after, "self", changesBetween(before, after, toldFields)));
      return ok(renderUser(after, viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),

  deleteUser: handler<"deleteUser", undefined>({
    version: (context, { userId }) => versionOf(context, userId),
    decide(context, { userId }) {
      const { tx, emit } = context;
      const managed = managedTarget(context, userId);
      if (!managed.ok) return managed;
      const { user } = managed.value;
      const refused = soleOwnerRefusal(tx, managed.value);
      if (refused) return refused;
      revokeSessionsOf(tx, emit, user.id);
      revokeImpersonationsBy(tx, emit, user.id);
      for (const membership of tx.memberships.scan("byUser", [user.id]).toArray()) endMembership(tx, emit, membership, user);
      emit("user.deleted", userFacts(user, "environment"));
      tx.users.delete(user.id);
      return ok();
    },
    finish: () => undefined,
  }),

  banUser: handler<"banUser", User>({
    decide(context, { userId, reason }) {
      const { tx, emit } = context;
      const managed = managedTarget(context, userId);
      if (!managed.ok) return managed;
      const { user: before, viewer } = managed.value;
      const refused = before.status === "banned" ? undefined : soleOwnerRefusal(tx, managed.value);
      if (refused) return refused;
      const after = touchUser(tx, before, { status: "banned", banReason: reason ?? null });
      revokeSessionsOf(tx, emit, before.id);
      revokeImpersonationsBy(tx, emit, before.id);
      dropPendingSignIns(tx, before.id);
      forgetRememberedDevices(tx, before.id);
      emit("user.banned", userFacts(after, "environment"));
      return ok(renderUser(after, viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),

  unbanUser: handler<"unbanUser", User>({
    decide(context, { userId }) {
      const { tx, emit } = context;
      const managed = managedTarget(context, userId);
      if (!managed.ok) return managed;
      const { user: before, viewer } = managed.value;
      if (before.status !== "banned") return refuse("user_not_banned");
      const after = touchUser(tx, before, { status: "active", banReason: null });
      emit("user.unbanned", userFacts(after, "environment"));
      return ok(renderUser(after, viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),

  unlockUser: handler<"unlockUser", User>({
    decide(context, { userId }) {
      const { tx, emit } = context;
      const managed = managedTarget(context, userId);
      if (!managed.ok) return managed;
      const { user: before, viewer } = managed.value;
      clearFailures(tx, before.email);
      clearMfaFailures(tx, before.id);
      if (before.lockExpiresAt === null && before.status !== "locked") return ok(renderUser(before, viewer, tx.now));
      const after = touchUser(tx, before, unlocked(before));
      // A lock that has run out ended without a word.
      if (parseTimestamp(before.lockExpiresAt ?? 0) > tx.now) emit("user.unlocked", userFacts(after, "self"));
      return ok(renderUser(after, viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),

  impersonateUser: handler<"impersonateUser", TokenGrant>({
    decide(context, { userId, reason, durationSeconds = impersonationSeconds }) {
      const { tx, emit, environment, signedIn, request } = context;
      const user = tx.users.get(userId);
      if (!user) return refuse("not_found");
      if (user.platformRole !== null) return refuse("impersonation_forbidden");
      if (user.status === "banned") return refuse("user_banned");
      const session = insertSession(tx, environment, {
        userId,
        organizationId: null,
        authenticationMethods: signedIn!.session.authenticationMethods,
        firstFactors: signedIn!.session.firstFactors,
        secondFactors: signedIn!.session.secondFactors,
        impersonatorId: signedIn!.user.id,
        impersonationReason: reason,
        ipAddress: request.address,
        userAgent: request.userAgent,
        lifeSeconds: durationSeconds,
      });
      emit("user.impersonation_started", impersonationStartedFacts(tx, session));
      emit("session.created", sessionFacts(tx, session));
      return ok({ sessionId: session.id });
    },
    finish: (context, grant) => issuedSession(context, grant, "impersonation_forbidden"),
  }),
};

/** The version of a person whom the caller may see; nobody learns versions from preconditions. */
function versionOf(context: DecideContext, userId: string): number | undefined {
  const managed = managedTarget(context, userId);
  return managed.ok ? managed.value.user.version : undefined;
}

/** Refuses what would leave an organization without an owner. Which one is not for another organization to know. */
function soleOwnerRefusal(tx: DecideContext["tx"], { user, viewer }: Managed): OperationRefusal | undefined {
  const organizationIds = soleOwnerships(tx, user.id);
  if (organizationIds.length === 0) return undefined;
  return viewer === "manager" ? refuse("sole_owner") : refuse("sole_owner", { organizationIds });
}

type NewUserInput = Omit<Input<"createUser">, "password">;

function newUser(context: DecideContext, input: NewUserInput, passwordHash: string | null): Ok<UserRow> | OperationRefusal {
  const { tx } = context;
  const errors = metadataFaults(input);
  if (errors.length > 0) return refuse("validation_failed", { errors });
  if (tx.users.find("email", emailKey(input.email))) return refuse("email_taken");
  const fault = checkLinks(context, input);
  if (fault) return fault;
  const { emailVerified = false, platformRole = null, managedBy = null, externalId = null } = input;
  return ok(
    insertUser(tx, {
      email: input.email,
      emailVerified,
      name: input.name ?? null,
      givenName: input.givenName ?? null,
      familyName: input.familyName ?? null,
      avatarUrl: input.avatarUrl ?? null,
      locale: input.locale ?? null,
      externalId,
      managedBy,
      platformRole: platformRole === "super_admin" ? "super_admin" : null,
      passwordHash,
      publicMetadata: input.publicMetadata ?? {},
      privateMetadata: input.privateMetadata ?? {},
    }),
  );
}

/** What an account may not point at: an external id that is taken, an organization that does not exist. */
function checkLinks(
  { tx }: DecideContext,
  input: { readonly externalId?: string | null; readonly managedBy?: string | null },
  before?: UserRow,
): OperationRefusal | undefined {
  if (typeof input.externalId === "string" && input.externalId !== before?.externalId && tx.users.find("externalId", input.externalId))
    return refuse("external_id_taken");
  if (typeof input.managedBy === "string" && !tx.organizations.get(input.managedBy))
    return refuse("validation_failed", {
      detail: "managedBy names no organization of this environment.",
      errors: [{ pointer: "/managedBy", code: "unknown_organization", message: "there is no such organization" }],
    });
  return undefined;
}

/** Why the caller may not write a field of an account, for people. */
function forbiddenField(viewer: UserViewer, input: Input<"createUser"> | Input<"updateUser">): string | undefined {
  if (viewer === "environment") return undefined;
  for (const name of ["managedBy", "externalId", "platformRole", "privateMetadata"] as const)
    if (input[name] !== undefined) return `Only the environment key writes ${name}.`;
  if (viewer === "superAdmin") return undefined;
  for (const name of ["email", "emailVerified"] as const) if (input[name] !== undefined) return `Only the environment key and a super admin write ${name}.`;
  return undefined;
}

/** What an update changes but for the address. */
function patchOf(before: UserRow, input: Input<"updateUser">, now: number): Partial<UserRow> {
  const { userId: _userId, email: _email, emailVerified, platformRole, publicMetadata, privateMetadata, ...rest } = input;
  return {
    ...rest,
    ...(platformRole === undefined ? {} : { platformRole: platformRole === null ? null : "super_admin" }),
    ...(emailVerified === undefined ? {} : { emailVerifiedAt: emailVerified ? (before.emailVerifiedAt ?? formatTimestamp(now)) : null }),
    publicMetadata: mergeMetadata(before.publicMetadata, publicMetadata),
    privateMetadata: mergeMetadata(before.privateMetadata, privateMetadata),
  };
}

function pageOfEnvironment({ tx, cursors }: DecideContext, input: Input<"listUsers">): Page<UserRow> {
  const sort = input.sort ?? "createdAt";
  return readPage({
    table: tx.users,
    index: sort.endsWith("email") ? "byEmail" : "byCreatedAt",
    prefix: [],
    reverse: sort.startsWith("-"),
    where: (row) => fits(row, input, tx.now),
    pageSize: input.pageSize,
    cursor: input.cursor,
    cursors,
    scope: listScope({ ...input, sort, list: "listUsers", tenant: "environment" }),
  });
}

function pageOfOrganization({ tx, cursors, organization }: DecideContext, input: Input<"listUsers">): Page<UserRow> {
  const sort = input.sort ?? "createdAt";
  const ids = tx.memberships
    .scan("byOrganization", [organization!.id])
    .toArray()
    .map((membership) => membership.userId);
  return readSortedPage({
    rows: tx.users
      .getMany(ids)
      .filter((row) => row !== undefined)
      .filter((row) => fits(row, input, tx.now)),
    key: (row) => [sort.endsWith("email") ? row.emailKey : row.createdAt, row.id],
    reverse: sort.startsWith("-"),
    pageSize: input.pageSize,
    cursor: input.cursor,
    cursors,
    scope: listScope({ ...input, sort, list: "listUsers", tenant: organization!.id }),
  });
}

function fits(row: UserRow, input: Input<"listUsers">, now: number): boolean {
  const text = input.q?.toLowerCase();
  return (
    (text === undefined || row.emailKey.includes(text) || [row.name, row.givenName, row.familyName].some((name) => name?.toLowerCase().includes(text))) &&
    (input.email === undefined || row.emailKey === emailKey(input.email)) &&
    (input.externalId === undefined || row.externalId === input.externalId) &&
    (input.status === undefined || renderUser(row, "superAdmin", now).status === input.status) &&
    inRange(row.createdAt, input.createdAt)
  );
}

function detailOf(refusal: OperationRefusal): string | undefined {
  const { detail } = refusal.facts;
  return typeof detail === "string" ? detail : undefined;
}
