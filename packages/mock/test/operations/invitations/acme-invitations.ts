import { type Mock } from "../../../src/index.ts";
import { orgId, signedIn, type Api } from "../../api.ts";

export const stranger = "kay@newcomer.test";

/** A person of Acme, signed in there. */
export const atAcme = (mock: Mock, person: string): Promise<Api> => signedIn(mock, person, { organization: orgId(mock, "acme") });

/** The token of the newest invitation to an address. */
export const tokenTo = (mock: Mock, to: string): string => mock.mailbox.latest({ to, kind: "invitation" })!.token!;
