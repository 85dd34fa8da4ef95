import { thingsOf } from "./choices.ts";
import { organizationKeys, type Answer, type Call, type Town } from "./town.ts";

/** A string that says something about a tenant or a person, and who may meet it in an answer. */
interface Fact {
  /** The organizations to which it has ever belonged. */
  readonly tenants: Set<string>;
  /** The address of the person whom it is about, or who was told of it by an invitation. */
  readonly addresses: Set<string>;
}

/** Who a caller is to the tenants. */
export interface Viewer {
  readonly tenants: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
}

/**
 * Which ids, names and addresses belong to which organization, kept from what the environment's key reads. A fact once
 * given to an organization stays known to it, since its history keeps it.
 */
export class Register {
  readonly #facts = new Map<string, Fact>();

  #learn(text: string | null | undefined, tenant: string | undefined, address?: string): void {
    if (!text) return;
    const fact = this.#facts.get(text) ?? { tenants: new Set(), addresses: new Set() };
    if (tenant !== undefined) fact.tenants.add(tenant);
    if (address !== undefined) fact.addresses.add(address.toLowerCase());
    this.#facts.set(text, fact);
  }

  /** Takes in the present state. */
  async update(town: Town): Promise<void> {
    const looker = town.fork();
    const things = thingsOf(town);
    const users = (await looker.look("/v1/users?pageSize=100")).body.data as { id: string; email: string; name: string | null; managedBy: string | null }[];
    for (const { id, email, name } of users) for (const text of [id, email, name]) this.#learn(text, undefined, email);
    const organizations = (await looker.look("/v1/organizations?pageSize=100")).body.data as { id: string; name: string; slug: string }[];
    for (const { id, name, slug } of organizations) {
      for (const text of [id, name, slug]) this.#learn(text, id);
      const members = (await looker.look(`/v1/organizations/${id}/members?pageSize=100`)).body.data as {
        user: { id: string; email: string; name: string | null };
      }[];
      for (const { user } of members) for (const text of [user.id, user.email, user.name]) this.#learn(text, id);
      const invitations = (await looker.look("/v1/invitations?pageSize=100", id)).body.data as { id: string; email: string }[];
      for (const invitation of invitations) {
        this.#learn(invitation.email, id);
        this.#learn(invitation.id, id, invitation.email);
        // Who is invited is told by whom.
        for (const text of [id, name, slug]) this.#learn(text, id, invitation.email);
      }
    }
    for (const { id, userId } of things.sessions) {
      const user = users.find((one) => one.id === userId);
      this.#learn(id, user?.managedBy ?? undefined, user?.email);
      // The organization in which a session stands knows of it.
      const { organizationId } = ((await looker.look(`/v1/sessions/${id}`)).body ?? {}) as { organizationId?: string | null };
      this.#learn(id, organizationId ?? undefined);
    }
  }

  /** What an answer says that its viewer has no business to know, besides what the viewer said in the request. */
  leaks(viewer: Viewer, call: Call, answer: Answer): string[] {
    const asked = JSON.stringify([decodeURIComponent(call.path), call.organization, call.body]).toLowerCase();
    const told = `${JSON.stringify(answer.headers)}${answer.text}`;
    // Cursors and tokens hold their contents in base64url.
    const opened = (told.match(/[\w-]{24,}/g) ?? []).map((part) => decoded(part)).join("\n");
    return [...this.#facts].flatMap(([text, { tenants, addresses }]) => {
      if (meet(tenants, viewer.tenants) || meet(addresses, viewer.addresses)) return [];
      return !asked.includes(text.toLowerCase()) && (told.includes(text) || opened.includes(text)) ? [text] : [];
    });
  }
}

/** Where a caller stands now: the organizations of a person by membership, that of a key. */
export async function viewerOf(town: Town, call: Call): Promise<Viewer> {
  const { seed, mailbox } = town.mock;
  const address = town.emailOf(call.caller);
  const tenants = new Set<string>();
  if (organizationKeys.includes(call.caller)) tenants.add(call.caller === "harbourKey" ? seed.organizations.harbour.id : seed.organizations.meadow.id);
  if (address !== undefined) {
    const looker = town.fork();
    for (const organization of (await looker.look("/v1/organizations?pageSize=100")).body.data as { id: string }[]) {
      const found = await looker.look(`/v1/organizations/${organization.id}/members?q=${encodeURIComponent(address)}`);
      if (found.body.data.length > 0) tenants.add(organization.id);
    }
  }
  const addresses = new Set(address === undefined ? [] : [address]);
  // Holding the link of an invitation is as good as the address.
  for (const { token, to } of mailbox.messages) if (token !== undefined && JSON.stringify(call).includes(token)) addresses.add(to);
  return { tenants, addresses };
}

function meet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].some((one) => right.has(one));
}

function decoded(text: string): string {
  return Buffer.from(text, "base64url").toString("latin1");
}
