import { createPlinto } from "@plinto/core";
import { mock } from "./verifier.ts";

/** Asks an application for two routes, as ada, who may invite, as bob, who may not, and as nobody. */
export async function visit(url: string): Promise<void> {
  for (const person of ["ada", "bob", undefined]) {
    const token = person && (await createPlinto(mock.as(person, { organization: "acme" })).session.getToken());
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const statuses: number[] = [];
    for (const [method, path] of [
      ["GET", "/me"],
      ["POST", "/invitations"],
    ] as const)
      statuses.push((await fetch(url + path, { method, headers })).status);
    console.log(person ?? "nobody", ...statuses);
  }
}
