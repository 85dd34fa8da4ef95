import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { signedInVisit } from "../../plinto/visit";
import { NoOrganization } from "../no-organization";

/** For those who may read the bill: to others the page does not exist, whatever a link says. */
export default async function Billing(): Promise<ReactNode> {
  const visit = await signedInVisit("/billing");
  const { plinto, has, organizationId: orgId } = visit;
  if (!orgId) return <NoOrganization visit={visit} />;
  if (!(await has({ permission: "billing:read" }))) notFound();
  const { plan, members } = await plinto.organizations.getLimits({ orgId });
  return (
    <>
      <h1>Billing</h1>
      <p>
        You are on the plan {plan}, with {members.used} seats taken.
      </p>
    </>
  );
}
