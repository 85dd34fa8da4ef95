import type { Mutant } from "../mutant.ts";
import { apiKeys } from "./api-keys.ts";
import { audit } from "./audit.ts";
import { authPolicies } from "./auth-policies.ts";
import { authority } from "./authority.ts";
import { client } from "./client.ts";
import { cli } from "./cli.ts";
import { clientSession } from "./client-session.ts";
import { credentials } from "./credentials.ts";
import { graphqlMutants } from "./graphql.ts";
import { examples } from "./examples.ts";
import { invitations } from "./invitations.ts";
import { kernel } from "./kernel.ts";
import { mfa } from "./mfa.ts";
import { node } from "./node.ts";
import { organizations } from "./organizations.ts";
import { passkeys } from "./passkeys.ts";
import { pipeline } from "./pipeline.ts";
import { policy } from "./policy.ts";
import { policyBounds } from "./policy-bounds.ts";
import { policyClient } from "./policy-client.ts";
import { policyOperations } from "./policy-operations.ts";
import { react } from "./react.ts";
import { realtimeClient } from "./realtime-client.ts";
import { realtimeSockets } from "./realtime-sockets.ts";
import { sessions } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { social } from "./social.ts";
import { webhookReceiver } from "./webhook-receiver.ts";
import { webhooks } from "./webhooks.ts";
import { strangers } from "./strangers.ts";

/** Every mutant by the room of the house that it stands in. */
export const mutantRooms: Readonly<Record<string, readonly Mutant[]>> = {
  "The mock: credentials": credentials,
  "The mock: who may do what": authority,
  "The mock: sign-in": signIn,
  "The mock: strangers at the door": strangers,
  "The mock: policies of organizations, and locks": authPolicies,
  "The mock: second factors": mfa,
  "Passkeys, in the mock and in the page": passkeys,
  "The mock: sign-in with providers, and the providers": social,
  "The mock: sessions": sessions,
  "The mock: organizations, members, roles and teams": organizations,
  "The mock: invitations": invitations,
  "The mock: policies, and what they bind": policyOperations,
  "The mock: policies, and what gets nobody round them": policyBounds,
  "The mock: API keys": apiKeys,
  "The mock: events and audit log": audit,
  "The mock: webhooks": webhooks,
  "The mock: sockets": realtimeSockets,
  "GraphQL, in the mock and in the client": graphqlMutants,
  "Receiving webhooks": webhookReceiver,
  "The mock: the way of a request": pipeline,
  "The mock: clock, tables and ledger": kernel,
  "The client: the way of a call": client,
  "The client: the session": clientSession,
  "Servers: tokens, guards, cookies": node,
  "React, and the machines of sign-in": react,
  "The client: live events": realtimeClient,
  "The command line: what it writes into a project": cli,
  "The examples, which people copy": examples,
  Policies: policy,
  "Policies: local decisions": policyClient,
};

export const allMutants: readonly Mutant[] = Object.values(mutantRooms).flat();
