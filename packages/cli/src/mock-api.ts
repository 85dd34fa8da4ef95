import { MockError } from "@plinto/mock";
import { createControl } from "@plinto/mock/control";
import { Failure } from "./failure.ts";
import { systemFetch } from "./platform.ts";
import { UsageError } from "./usage-error.ts";

/** A running mock, as its environment key sees it. */
export interface MockApi {
  readonly organizations: readonly { readonly id: string; readonly name: string; readonly slug: string }[];
  /** How often its state was changed: no two moments have the same. */
  readonly commits: number;
  /** Calls the API. @throws ApiRefusal when it refuses, MockError `control_unreachable` when nobody answers */
  call<Answer = Readonly<Record<string, unknown>>>(method: string, path: string, body?: object, options?: CallOptions): Promise<Answer>;
  /** The newest mail of a kind to an address. */
  mailTo(to: string, kind: string): Promise<{ readonly token?: string | null }>;
  /** Calls the API, which has to refuse. @throws ApiRefusal when it does not */
  refused(method: string, path: string, body?: object, options?: CallOptions): Promise<void>;
  /** The code that somebody's authenticator app shows now. */
  totpCode(person: string): Promise<string>;
  /** Signs somebody in at the page of a provider, who is made there, and answers the ticket that the browser comes back with. */
  ticketAtProvider(provider: "google", url: string, email: string): Promise<string>;
  /** The page that passkeys are for. */
  webOrigin(): Promise<string>;
  advanceClock(duration: string): Promise<void>;
  /** The newest event of a type. */
  newestEvent(type: string): Promise<{ readonly id: string; readonly organizationId: string | null } | undefined>;
}

export interface CallOptions {
  /** The header `Plinto-Organization`. */
  readonly organization?: string;
  /** The credential: that of the environment when absent, none when null. */
  readonly as?: string | null;
}

/** The API said no. */
export class ApiRefusal extends Failure {}

/** Opens a running mock by its address. @throws MockError when there is none */
export async function openMock(url: string): Promise<MockApi> {
  const control = createControl({ url });
  const { baseUrl, secretKey, organizations, commits } = await control.getWorld();
  const api: MockApi = {
    organizations,
    commits,
    async call<Answer>(method: string, path: string, body?: object, { organization, as = secretKey }: CallOptions = {}): Promise<Answer> {
      const response = await reached(baseUrl, path, {
        method,
        headers: {
          ...(as === null ? {} : { authorization: `Bearer ${as}` }),
          ...(organization === undefined ? {} : { "plinto-organization": organization }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = (text === "" ? {} : JSON.parse(text)) as { readonly code?: string; readonly detail?: string; readonly title?: string };
      if (!response.ok)
        throw new ApiRefusal(`${method} ${path.split("?")[0]} was refused: ${answer.code ?? response.status}. ${answer.detail ?? answer.title ?? ""}`);
      return answer as Answer;
    },
    async mailTo(to, kind) {
      const { data } = await control.listMail({ to, kind });
      const mail = data.at(-1);
      if (!mail) throw new ApiRefusal(`No mail of the kind ${kind} was sent.`);
      return mail;
    },
    async refused(method, path, body, options) {
      const answered = await api.call(method, path, body, options).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ApiRefusal) return false;
          throw error;
        },
      );
      if (answered) throw new ApiRefusal(`${method} ${path} was not refused.`);
    },
    totpCode: async (person) => (await control.getTotpCode({ person })).code,
    async ticketAtProvider(provider, providerUrl, email) {
      await control.addProviderPerson({ provider, email, emailVerified: true });
      const back = await control.approveAtProvider({ url: providerUrl, person: email });
      return new URL(back.url).searchParams.get("ticket")!;
    },
    async webOrigin() {
      const { webauthn } = await api.call<{ webauthn: { origins: readonly string[] } }>("GET", "/v1/environment");
      // A port that may be any is none.
      return webauthn.origins[0]!.replace(/:\*$/, "");
    },
    advanceClock: async (duration) => void (await control.advanceClock({ duration })),
    async newestEvent(type) {
      const path = `/v1/events?type=${type}&sort=-occurredAt&pageSize=1`;
      return (await api.call<{ data: readonly { id: string; organizationId: string | null }[] }>("GET", path)).data[0];
    },
  };
  return api;
}

/** The answer of a mock, which may have ended since it was opened. */
async function reached(baseUrl: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await systemFetch(baseUrl + path, init);
  } catch (cause) {
    throw new MockError("control_unreachable", `No mock answers at ${baseUrl} any more.`, { cause });
  }
}

/** The organization that is meant: by name, slug or id, or the first. */
export function organizationOf({ organizations }: MockApi, wanted: string | undefined): { readonly id: string; readonly name: string } {
  const found = wanted === undefined ? organizations[0] : organizations.find(({ id, name, slug }) => [id, name, slug].includes(wanted));
  if (found) return found;
  const known = organizations.map(({ slug }) => slug).join(", ") || "none";
  throw new UsageError(
    wanted === undefined ? "The mock has no organization. Seed one." : `There is no organization ${JSON.stringify(wanted)}. There are: ${known}.`,
  );
}
