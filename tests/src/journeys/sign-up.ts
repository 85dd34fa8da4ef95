import { createPlinto } from "@plinto/core";
import { expect } from "vitest";
import type { Journey } from "./journey.ts";

const password = "correct horse battery";

export const signUpToFirstMember: Journey = {
  title: "somebody signs up, verifies the address, makes an organization, invites a colleague who joins, and lists both page by page",
  async walk(door) {
    const { mock, connect, close } = await door.open({ seed: "empty" });
    try {
      const ada = createPlinto(connect());
      const begun = await ada.auth.signUp({ email: "ada@acme.test", password, name: "Ada" });
      expect(begun.status).toBe("email_verification_required");
      expect(ada.session.current).toBeNull();
      const { code } = await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "email_verification" });
      const finished = await ada.auth.continueSignIn({ step: "email_verification", code: code });
      expect(finished.status).toBe("complete");
      expect(ada.session.current?.user.email).toBe("ada@acme.test");

      const organization = await ada.organizations.create({ name: "Acme" });
      expect(organization.slug).toBe("acme");
      await ada.forOrganization(organization.id).invitations.create({ email: "bob@acme.test", role: "member" });

      const { token } = await mock.mailbox.waitFor({ to: "bob@acme.test", kind: "invitation" });
      const bob = createPlinto(connect());
      const joined = await bob.auth.signUp({ email: "bob@acme.test", password, name: "Bob", invitationToken: token });
      expect(joined.status).toBe("complete");

      const names: string[] = [];
      for await (const member of ada.organizations.members.list({ orgId: organization.id, pageSize: 1 })) names.push(`${member.user.name} ${member.role}`);
      expect(names).toEqual(["Ada owner", "Bob member"]);
      const pages: number[] = [];
      for await (const page of ada.forOrganization(organization.id).members.list({ pageSize: 1 }).pages()) pages.push(page.data.length);
      expect(pages).toEqual([1, 1]);

      const taken = await ada.organizations.create({ name: "Other", slug: "acme" }).safe();
      expect(taken.ok).toBe(false);
      if (!taken.ok) expect([taken.error.kind, taken.error.code, taken.error.status]).toEqual(["api", "slug_taken", 409]);
    } finally {
      await close();
    }
  },
};
