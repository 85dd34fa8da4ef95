import { createPlinto, isPlintoError } from "@plinto/core";
import { createClient } from "@plinto/core/client";
import { createOrganization } from "@plinto/core/operations";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";

export async function firstSteps(): Promise<string> {
  const mock = createMock();
  const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey });
  const made = await plinto.organizations.create({ name: "Initech" });
  const slug: string = made.slug;
  // @ts-expect-error an organization has no such property
  made.surname;
  // @ts-expect-error a name is text
  await plinto.organizations.create({ name: 5 });
  for await (const member of plinto.organizations.members.list({ orgId: made.id, pageSize: 50 })) {
    const role: "viewer" | "member" | "admin" | "owner" = member.role;
    console.log(role);
  }
  const safe = await createOrganization(createClient({ baseUrl: mock.baseUrl }), { name: "Initech" }).safe();
  if (!safe.ok && isPlintoError(safe.error, "slug_taken")) return safe.error.message;
  const served = await serveMock(mock, { port: 0 });
  await served.close();
  return slug;
}
