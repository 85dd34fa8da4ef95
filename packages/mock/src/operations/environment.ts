import { changedProviders } from "../domain/environment/change-providers.ts";
import { renderEnvironment, renderProviders } from "../domain/environment/render.ts";
import { environmentFaults } from "../domain/environment/rules.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { mergeMetadata, metadataFaults } from "../domain/metadata.ts";
import type { EnvironmentOperationId } from "../generated/operation-shapes.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";

/** The rules of the environment. */
export const environment: OperationHandlers<EnvironmentOperationId> = {
  getEnvironment: handler<"getEnvironment", EnvironmentRow>({
    decide: (context) => ok(context.environment),
    finish: ({ tokens }, row) => renderEnvironment(row, tokens.issuer),
  }),

  updateEnvironment: handler<"updateEnvironment", EnvironmentRow>({
    version: (context) => context.environment.version,
    decide({ tx, emit, tokens, environment: before }, input) {
      const { signUp, authMethods, oauthProviders, webauthn, session, publicMetadata, signingAlgorithm, ...rest } = input;
      const wanted = {
        ...before,
        ...rest,
        signUp: { ...before.signUp, ...signUp },
        authMethods: { ...before.authMethods, ...authMethods },
        oauthProviders: changedProviders(before.oauthProviders, oauthProviders),
        webauthn: { ...before.webauthn, ...webauthn },
        session: { ...before.session, ...session },
        signingAlgorithm: (signingAlgorithm ?? before.signingAlgorithm) as EnvironmentRow["signingAlgorithm"],
        publicMetadata: mergeMetadata(before.publicMetadata, publicMetadata),
      };
      const errors = [...environmentFaults(wanted), ...metadataFaults(wanted)];
      if (errors.length > 0) return refuse("validation_failed", { errors });
      const changes = changesBetween(before, wanted, Object.keys(wanted));
      if (Object.keys(changes).length === 0) return ok(before);
      const after = tx.environments.update(before.id, { ...wanted, version: before.version + 1, updatedAt: formatTimestamp(tx.now) });
      emit("environment.updated", {
        organizationId: null,
        target: { type: "environment", id: after.id, version: after.version },
        data: renderEnvironment(after, tokens.issuer),
        changes: shownChanges(changes, before, wanted),
      });
      return ok(after);
    },
    finish: ({ tokens }, row) => renderEnvironment(row, tokens.issuer),
  }),
};

/** What an event tells of a provider is what everybody may read of it. */
function shownChanges(changes: ReturnType<typeof changesBetween>, before: EnvironmentRow, after: EnvironmentRow): ReturnType<typeof changesBetween> {
  if (!changes["oauthProviders"]) return changes;
  return { ...changes, oauthProviders: { before: renderProviders(before.oauthProviders), after: renderProviders(after.oauthProviders) } };
}
