import { ConnectionDropped } from "../faults.ts";
import type { World } from "../kernel/world.ts";
import { readCall } from "../pipeline/call.ts";
import { jsonReply, pathOf, responseOf, type Exchange, type Reply } from "../pipeline/exchange.ts";
import type { MockSchema } from "../schema.ts";
import { authorizeAtProvider, type Desk } from "./authorize.ts";
import { clientAt } from "./client.ts";
import { discoveryReply, keysReply } from "./discovery.ts";
import { exchangeAtProvider } from "./exchange-code.ts";
import { emailsAtProvider, profileAtProvider } from "./profile.ts";
import { addressesOf, pathsOf, providerOf, providers, providersPath } from "./provider.ts";
import { stateOf } from "./state.ts";

/** How long Plinto waits for a provider. */
const patienceMs = 10_000;

/** Google, GitHub and Microsoft in a world: pages for people, endpoints for applications, below `/__providers/`. */
export class ProviderHost {
  readonly #world: World<MockSchema>;
  readonly #baseUrl: () => string;
  /** Who wants to know when a provider keeps silent. */
  readonly #waiting: (() => void)[] = [];

  constructor(world: World<MockSchema>, baseUrl: () => string) {
    this.#world = world;
    this.#baseUrl = baseUrl;
  }

  /** Whether a path is one of a provider. */
  static owns(path: string): boolean {
    return path.startsWith(providersPath);
  }

  /** Answers a request to a provider. Throws `ConnectionDropped`, and nothing else. */
  async handle(exchange: Exchange): Promise<Reply> {
    const [, name = "", path = ""] = /^\/__providers\/([^/]+)(\/.*)$/.exec(exchange.path) ?? [];
    const provider = providerOf(name);
    const environment = this.#world.read.environments.all().first()!;
    if (!provider) return nothingHere("There is no such provider. There are google, github and microsoft.");
    const baseUrl = this.#baseUrl();
    const paths = pathsOf(provider, environment);
    const addresses = addressesOf(provider, environment, baseUrl);
    const desk: Desk = {
      world: this.#world,
      environment,
      provider,
      client: clientAt(provider, environment, baseUrl, this.#world.derive),
      issuer: addresses.issuer,
      path: pathOf(addresses.authorize),
    };
    const { method } = exchange;
    const asks = (wanted: string | undefined, ...methods: string[]): boolean => path === wanted && methods.includes(method);
    if (asks(paths.authorize, "GET")) return authorizeAtProvider(desk, new URLSearchParams(exchange.search), false);
    if (asks(paths.authorize, "POST")) {
      // Another site must not decide for the person (its form could be sent unseen). The page's own origin is nobody's.
      const origin = exchange.header("origin");
      if (origin !== null && origin !== "null") return nothingHere("Only the provider's own page decides.", 403);
      return authorizeAtProvider(desk, new URLSearchParams(await exchange.text()), true);
    }
    if (asks(paths.token, "POST")) {
      const answer = await exchangeAtProvider(desk, exchange);
      if (answer === "silence") {
        for (const tell of this.#waiting.splice(0)) tell();
        return new Promise(() => {});
      }
      if (answer === "unreachable") throw new ConnectionDropped();
      return answer;
    }
    if (asks(paths.profile, "GET", "POST")) return profileAtProvider(desk, exchange);
    if (asks(paths.emails, "GET")) return emailsAtProvider(desk, exchange);
    if (asks(paths.keys, "GET")) return keysReply();
    if (asks(paths.discovery, "GET")) return discoveryReply(provider, addresses);
    return nothingHere(`${provider.label} has nothing here.`);
  }

  /** Resolves when the next call meets a provider that keeps silent, and so waits for the world's clock; undefined when none does. */
  untilSilent(): Promise<void> | undefined {
    const isSilent = Object.values(providers).some(({ name }) => stateOf(this.#world.read, name).failure === "silence");
    return isSilent ? new Promise((resolve) => void this.#waiting.push(resolve)) : undefined;
  }

  /**
   * Asks a provider, as a program does that waits ten seconds at most.
   *
   * @throws TypeError when it cannot be reached, or says nothing
   */
  readonly fetch = async (input: string, init: RequestInit): Promise<Response> => {
    const call = readCall(input, init);
    const path = call.url.pathname.slice(pathOf(this.#baseUrl()).length);
    let stopWaiting = (): void => {};
    const tooLate = new Promise<never>((_, reject) => {
      stopWaiting = this.#world.clock.setTimeout(() => reject(new TypeError("fetch failed: the provider does not answer")), patienceMs, { background: true });
    });
    try {
      return responseOf(await Promise.race([this.handle({ ...call, path, search: call.url.search }), tooLate]));
    } catch (error) {
      if (error instanceof ConnectionDropped) throw new TypeError("fetch failed: the provider cannot be reached", { cause: error });
      throw error;
    } finally {
      stopWaiting();
    }
  };
}

function nothingHere(message: string, status = 404): Reply {
  return jsonReply(status, { error: status === 403 ? "access_denied" : "not_found", error_description: message });
}
