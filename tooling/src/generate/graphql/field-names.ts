import type { OperationModel } from "../../description/model.ts";

/** The names that were promised: what the schema of any version has. */
export const contractualNames = {
  query: ["me", "user", "users", "organization", "organizations", "policies", "roles", "invitations", "auditLogs", "audit_logs"],
  mutation: ["signUp", "signIn", "createOrganization", "createInvitation", "createPolicy", "evaluatePolicy"],
  subscription: ["organizationEvents", "policyEvaluations"],
} as const;

/**
 * Why an operation has no field, or nothing when it has one. A browser's way, a second name, what is no part of the API
 * proper, and a secret in a path are for REST alone.
 */
export function excludedBecause({ operation, navigation, sdk, path, pathParameters, slug }: OperationModel): string | undefined {
  const { excluded } = operation["x-plinto-graphql"] ?? {};
  if (excluded !== undefined) return excluded;
  if (navigation) return "A browser goes there by itself.";
  if (sdk.alias) return `It is another name of ${sdk.alias}.`;
  if (path.includes("/.well-known/")) return "It is a document of another standard.";
  if (slug === "invitations" && pathParameters.some(({ name }) => name === "token")) return "Its path holds a secret.";
  return undefined;
}

/** The name of an operation's field: without the verb where it reads, `getTeam` is `team` and `listTeams` is `teams`. */
export function fieldName({ id, method, operation }: OperationModel): string {
  const { field } = operation["x-plinto-graphql"] ?? {};
  if (field !== undefined) return field;
  const noun = method === "GET" ? /^(?:get|list)([A-Z].*)$/.exec(id)?.[1] : undefined;
  return noun === undefined ? id : noun[0]!.toLowerCase() + noun.slice(1);
}
