import { expect } from "vitest";
import type { Samples } from "../sample.ts";

export const email = {
  listEmailTemplates: ({ acme }) => ({
    params: { orgId: acme },
    effect: ({ data }) => expect(data.map(({ key }) => key)).toContain("invitation"),
  }),
  getEmailTemplate: ({ acme }) => ({ params: { orgId: acme, key: "invitation" }, effect: ({ key }) => expect(key).toBe("invitation") }),
  setEmailTemplate: ({ world, acme }) => ({
    params: { orgId: acme, key: "invitation", subject: "Come in", text: "{{link}}", html: "<p>{{link}}</p>" },
    effect: async () => {
      await world.ask("createInvitation", { email: "new@acme.test" }, { organization: acme });
      expect(world.mail("new@acme.test", "invitation").subject).toBe("Come in");
    },
  }),
  previewEmailTemplate: ({ world, acme }) => ({
    params: { orgId: acme, key: "invitation", subject: "Come in" },
    effect: async ({ subject }) => {
      expect(subject).toBe("Come in");
      expect((await world.ask("getEmailTemplate", { orgId: acme, key: "invitation" })).subject).not.toBe("Come in");
    },
  }),
  listEmailMessages: async ({ world, acme }) => {
    await world.ask("createInvitation", { email: "new@acme.test" }, { organization: acme });
    return { params: { orgId: acme }, effect: ({ data }) => expect(data.map(({ kind }) => kind)).toEqual(["invitation"]) };
  },
} satisfies Samples;
