import { preparedPassword } from "../../credentials/password-hash.ts";
import { refuse, type Refusal } from "../../kernel/transaction.ts";

const minimumLength = 8;

// The most used passwords of eight characters and more; shorter ones are refused by their length.
const common: ReadonlySet<string> = new Set([
  "00000000",
  "11111111",
  "11223344",
  "12341234",
  "12344321",
  "12345678",
  "123456789",
  "1234567890",
  "123123123",
  "1q2w3e4r",
  "1q2w3e4r5t",
  "1qaz2wsx",
  "87654321",
  "987654321",
  "abcd1234",
  "admin123",
  "asdfasdf",
  "asdfghjk",
  "asdfghjkl",
  "baseball",
  "changeme",
  "computer",
  "dragon123",
  "football",
  "iloveyou",
  "jennifer",
  "letmein1",
  "master123",
  "michelle",
  "p@ssw0rd",
  "passw0rd",
  "password",
  "password1",
  "password12",
  "password123",
  "princess",
  "qazwsxedc",
  "qwer1234",
  "qwerty12",
  "qwerty123",
  "qwertyui",
  "qwertyuiop",
  "starwars",
  "sunshine",
  "superman",
  "trustno1",
  "welcome1",
  "welcome123",
  "zaq12wsx",
  "zxcvbnm1",
]);

/** Why a password is too weak, for people. Undefined when it is good enough. */
function passwordFault(password: string, email: string): string | undefined {
  const prepared = preparedPassword(password);
  if ([...prepared].length < minimumLength) return `The password must be at least ${minimumLength} characters long.`;
  const folded = prepared.toLowerCase();
  if (common.has(folded)) return "The password is among the most used ones.";
  if (folded === email.toLowerCase()) return "The password must not be the e-mail address.";
  return undefined;
}

export type WeakPasswordRefusal = Refusal<"weak_password", { detail: string; errors: { pointer: string; code: string; message: string }[] }>;

/** Why a new password, if there is one, is not taken. @param pointer to where the call has it */
export function weakPasswordRefusal(password: string | undefined, email: string, pointer = "/password"): WeakPasswordRefusal | undefined {
  const fault = password === undefined ? undefined : passwordFault(password, email);
  return fault === undefined ? undefined : refuse("weak_password", { detail: fault, errors: [{ pointer, code: "weak_password", message: fault }] });
}
