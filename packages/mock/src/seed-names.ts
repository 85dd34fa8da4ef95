/** Checks the names that a seed's parts use of each other. Each throws `seed_invalid` and says where. */
export interface SeedNames {
  organization(name: string, where: string): void;
  /** A member of the organization, the owner included. */
  member(name: string, organization: string, where: string): void;
}

/** What the names of a seed became, as far as its parts refer to each other. */
export interface SeedIds {
  readonly users: Readonly<Record<string, { readonly id: string }>>;
  readonly organizations: Readonly<Record<string, { readonly id: string }>>;
  readonly roles: Readonly<Record<string, { readonly id: string; readonly slug: string }>>;
  readonly teams: Readonly<Record<string, { readonly id: string; readonly slug: string }>>;
}
