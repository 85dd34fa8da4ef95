import type { ReactNode } from "react";
import { currentVisit } from "../plinto/visit";
import { ChooseOrganization } from "./choose-organization";

/** Rendered on the server for who visits. */
export default async function Home(): Promise<ReactNode> {
  const visit = await currentVisit();
  if (visit.status !== "signed-in")
    return (
      <>
        <h1>Welcome</h1>
        <p>Sign in to see who works with you.</p>
      </>
    );
  const { plinto, session, organizationId } = visit;
  const { data } = await plinto.organizations.list();
  return (
    <>
      <h1>Hello {session.user.name ?? session.user.email}</h1>
      <ChooseOrganization organizations={data} closed={organizationId ? null : session.organizationId} />
    </>
  );
}
