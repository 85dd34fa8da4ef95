import bcrypt from "bcryptjs";
import { describe, expect, test } from "vitest";
import { isImportedHash, verifyImportedPassword } from "../../src/credentials/imported-hash.ts";

// Vectors of other implementations: bcrypt's of the Openwall suite, scrypt's of RFC 7914 section 12 and argon2id's of
// the reference implementation's test program, written as PHC strings.
const vectors: readonly (readonly [name: string, password: string, hash: string])[] = [
  ["bcrypt $2a$", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["bcrypt $2y$", "U*U*", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"],
  [
    "scrypt",
    "password",
    `$scrypt$ln=10,r=8,p=16$${phc("4e61436c")}$${phc("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")}`,
  ],
  [
    "argon2id",
    "password",
    `$argon2id$v=19$m=256,t=2,p=1$${phc(Buffer.from("somesalt").toString("hex"))}$${phc("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe")}`,
  ],
];

describe("a hash of another system", () => {
  test.each(vectors)("%s is verified for real", async (_name, password, hash) => {
    expect(isImportedHash(hash)).toBe(true);
    expect(await verifyImportedPassword(password, hash)).toBe(true);
    expect(await verifyImportedPassword(`${password} `, hash)).toBe(false);
  });

  test("bcrypt under its newest name", async () => {
    const hash = bcrypt.hashSync("correct horse", 4);
    expect(hash).toMatch(/^\$2b\$/);
    expect(await verifyImportedPassword("correct horse", hash)).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["plain text", "password"],
    ["a bcrypt hash that would take minutes", "$2b$20$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
    ["a bcrypt hash cut short", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe"],
    ["scrypt that takes more memory than we give", `$scrypt$ln=25,r=8,p=1$${phc("4e61436c")}$${phc("00".repeat(32))}`],
    ["scrypt without rounds", `$scrypt$ln=4,r=0,p=1$${phc("4e61436c")}$${phc("00".repeat(32))}`],
    ["argon2id that takes more memory than we give", `$argon2id$v=19$m=9999999,t=1,p=1$${phc("00".repeat(8))}$${phc("00".repeat(32))}`],
    ["argon2id of an unknown version", `$argon2id$v=20$m=64,t=1,p=1$${phc("00".repeat(8))}$${phc("00".repeat(32))}`],
    ["argon2i, which is another function", `$argon2i$v=19$m=64,t=1,p=1$${phc("00".repeat(8))}$${phc("00".repeat(32))}`],
    ["a digest too short to mean anything", `$argon2id$v=19$m=64,t=1,p=1$${phc("00".repeat(8))}$${phc("00".repeat(4))}`],
    ["text that is no base 64", "$argon2id$v=19$m=64,t=1,p=1$AAAAA$AAAAA"],
  ])("is refused when it is %s", async (_name, hash) => {
    expect(isImportedHash(hash)).toBe(false);
    expect(await verifyImportedPassword("password", hash)).toBe(false);
  });
});

function phc(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64").replaceAll("=", "");
}
