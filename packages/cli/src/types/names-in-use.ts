/** Names that a backend has beside Plinto's own. */
export interface NamesInUse {
  /** Slugs of custom roles. */
  readonly roles: readonly string[];
  /** Actions that policies name, without wildcards, and that are no permission of the catalogue. */
  readonly permissions: readonly string[];
}

/** Reads the roles and policies of all organizations that a key reaches. @throws `PlintoError` */
export async function namesInUse(baseUrl: string, secretKey: string): Promise<NamesInUse> {
  // Loaded here, so that other commands start without it.
  const { createPlintoAdmin } = await import("@plinto/node");
  const admin = createPlintoAdmin({ baseUrl, secretKey });
  const roles = new Set<string>();
  const permissions = new Set<string>();
  for await (const { id } of admin.organizations.list({ pageSize: 100 })) {
    const organization = admin.forOrganization(id);
    for await (const { slug, level } of organization.roles.list({ pageSize: 100 })) if (level === null) roles.add(slug);
    for await (const { document } of organization.policies.list({ pageSize: 100 })) for (const action of document.actions) permissions.add(action);
  }
  for await (const { permission } of admin.rbac.listPermissions({ pageSize: 100 })) permissions.delete(permission);
  const own = [...permissions].filter((action) => !action.includes("*"));
  return { roles: [...roles].toSorted(), permissions: own.toSorted() };
}
