import { defineSeed, type Mock } from "../../../src/index.ts";
import { userId, type Answer } from "../../api.ts";

export const user = (mock: Mock, person: string): string => `/v1/users/${userId(mock, person)}`;

export const names = (answer: Answer): (string | null)[] => answer.body.data.map((row: { name: string | null }) => row.name);

export const account = [
  "emailVerified",
  "emailVerifiedAt",
  "externalId",
  "familyName",
  "givenName",
  "hasPassword",
  "lastSignInAt",
  "locale",
  "lockExpiresAt",
  "managedBy",
  "mfaEnabled",
  "platformRole",
  "publicMetadata",
  "status",
];

export const profile = ["avatarUrl", "createdAt", "email", "id", "name", "updatedAt", "version"];

/** Acme manages Mia; Bob is a member there and elsewhere; Root rules the platform. */
export const seed = defineSeed({
  users: {
    ada: { email: "ada@acme.test", name: "Ada" },
    grace: { email: "grace@acme.test", name: "Grace" },
    bob: { email: "bob@acme.test", name: "Bob" },
    mia: { email: "mia@acme.test", name: "Mia", managedBy: "acme" },
    otto: { email: "otto@acme.test", name: "Otto", managedBy: "acme" },
    olga: { email: "olga@globex.test", name: "Olga" },
    root: { email: "root@plinto.test", name: "Root", superAdmin: true },
    rita: { email: "rita@plinto.test", name: "Rita", superAdmin: true },
  },
  organizations: {
    acme: { owner: "ada", members: { grace: "admin", bob: "member", mia: "member", otto: "owner" } },
    globex: { owner: "olga", members: { bob: "member", mia: "member" } },
  },
  apiKeys: { people: { organization: "acme", createdBy: "ada", scopes: ["users:read"] } },
});
