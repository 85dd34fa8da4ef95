import type { Mutant } from "../mutant.ts";

const accessToken = "packages/mock/src/credentials/access-token.ts";
const credential = "packages/mock/src/pipeline/credential.ts";
const keyRefusal = "packages/mock/src/domain/keys/refusal.ts";
const auth = "packages/mock/test/operations/auth";
const keys = "packages/mock/test/operations/api-keys";
const matrix = "tests/src/matrix/who-may.test.ts";

/** What a credential is worth. */
export const credentials: readonly Mutant[] = [
  {
    id: "token-signature-unchecked",
    breaks: "An access token whose signature does not fit is read all the same.",
    file: accessToken,
    find: `    } catch {
      return undefined;`,
    replace: `    } catch {
      try {
        return JSON.parse(atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/"))) as AccessTokenClaims;
      } catch {}
      return undefined;`,
    tests: ["tests/src/generative/codes.test.ts", matrix],
  },
  {
    id: "token-issuer-unchecked",
    breaks: "An access token of another environment is taken for one of this one where the audience is not asked.",
    file: accessToken,
    find: "          issuer,\n",
    replace: "",
    tests: ["packages/mock/test/credentials/foreign-token.test.ts"],
  },
  {
    id: "token-audience-unchecked",
    breaks: "An access token that was made for another audience is accepted by the API.",
    file: accessToken,
    find: "...(audience === undefined ? {} : { audience }),",
    replace: "",
    tests: [`${auth}/refresh.test.ts`, `${auth}/session.test.ts`],
  },
  {
    id: "token-expiry-skipped",
    breaks: "An access token is good for ever.",
    file: credential,
    find: `if (expiresAt * 1000 <= now) fail("access_token_expired");`,
    replace: "",
    tests: [`${auth}/session.test.ts`, `${auth}/refresh.test.ts`],
  },
  {
    id: "pending-token-expiry-skipped",
    breaks: "An unfinished sign-in can be continued for ever.",
    file: credential,
    find: `if (signIn.expiresAt <= now) fail("pending_token_expired");`,
    replace: "",
    tests: [`${auth}/sign-in.test.ts`],
  },
  {
    id: "key-secret-unchecked",
    breaks: "The id of a key is enough; its secret is not compared.",
    file: keyRefusal,
    find: `if (!previous && !equalInConstantTime(row.hash, hash)) return "api_key_invalid";`,
    replace: "",
    tests: [keys],
  },
  {
    id: "revoked-key-accepted",
    breaks: "A key that was taken back still works.",
    file: keyRefusal,
    find: `if (row.revokedAt !== null && parseTimestamp(row.revokedAt) <= now) return "api_key_revoked";`,
    replace: "",
    tests: [keys],
  },
  {
    id: "expired-key-accepted",
    breaks: "A key works after its end.",
    file: keyRefusal,
    find: `return row.expiresAt !== null && parseTimestamp(row.expiresAt) <= now ? "api_key_expired" : undefined;`,
    replace: "return undefined;",
    tests: [keys],
  },
  {
    id: "rotated-secret-works-for-ever",
    breaks: "The secret before a rotation works after the overlap.",
    file: keyRefusal,
    find: `return end === undefined && previous && parseTimestamp(previous.expiresAt) <= now ? "api_key_expired" : end;`,
    replace: "return end;",
    tests: [keys],
  },
];
