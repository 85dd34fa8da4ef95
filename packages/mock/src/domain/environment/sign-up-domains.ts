import type { EnvironmentRow } from "./table.ts";

/** Whether an address may sign up without an invitation, as far as its domain goes. A subdomain is another domain. */
export function domainMaySignUp(environment: EnvironmentRow, email: string): boolean {
  const { allowedDomains } = environment.signUp;
  return allowedDomains.length === 0 || allowedDomains.includes(email.slice(email.lastIndexOf("@") + 1).toLowerCase());
}
