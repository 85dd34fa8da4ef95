import type { Person, Slot } from "./model.ts";
import type { World } from "../matrix/world.ts";

/** The backend, with the ids behind the labels of the model. */
export class Real {
  readonly world: World;
  readonly users: Readonly<Record<Person, { readonly id: string; readonly email: string; readonly password: string }>>;
  /** Is told of every step that was taken. */
  readonly note: (step: string) => void;
  readonly organizations: Map<Slot, string> = new Map();
  /** Organizations that are gone. */
  readonly past: string[] = [];
  /** Teams, roles and keys: `1 team north`. */
  readonly ids: Map<string, string> = new Map();
  /** The number of the last event of an organization that was seen. */
  readonly counted: Map<string, number> = new Map();
  readonly #tokens = new Map<Person, string>();

  constructor(world: World, users: Real["users"], note: (step: string) => void) {
    this.world = world;
    this.users = users;
    this.note = note;
  }

  /** The access token of a person, who signs in where there is none. */
  async as(person: Person): Promise<string> {
    const token = this.#tokens.get(person) ?? (await this.#signIn(person));
    this.#tokens.set(person, token);
    return token;
  }

  /** Lets time pass, after which everybody signs in anew. */
  async wait(days: number): Promise<void> {
    await this.world.mock.clock.advance(`${days}d`);
    this.#tokens.clear();
  }

  org(slot: Slot): string {
    return this.organizations.get(slot)!;
  }

  id(slot: Slot, label: string): string {
    return this.ids.get(`${slot} ${label}`)!;
  }

  keep(slot: Slot, label: string, id: string): void {
    this.ids.set(`${slot} ${label}`, id);
  }

  async #signIn(person: Person): Promise<string> {
    const { email, password } = this.users[person];
    const result = await this.world.ask("signIn", { email, password }, { as: null });
    if (result.status !== "complete") throw new Error(`${person} could not sign in: ${result.status}`);
    return result.session.accessToken;
  }
}
