import { costOf } from "../../checks/type-cost.ts";
import { bundle } from "../../description/bundle.ts";
import { describe } from "../../description/model.ts";
import { sdkExample } from "../../docs/reference/request-example.ts";
import { inRoot } from "../../root.ts";
import { failed, passed } from "../case.ts";
import type { Stage } from "../stage.ts";

const calls = 50;

/** What calls and hooks cost the compiler of whoever writes them: a file with 50 calls, of a client and of an administrator, a component with 20 hooks. */
export const typeCost: Stage = {
  name: "type-cost",
  about: "type instantiations of a file with 50 calls, and of a component with 20 hooks",
  needs: ["build"],
  run() {
    const results = [ofCalls(), ofAdminCalls(), ofHooks()];
    return {
      cases: results.map(({ title, faults }) => (faults.length === 0 ? passed(title) : failed(title, faults.join("\n")))),
      notes: results.map(({ note }) => note),
    };
  },
};

interface Cost {
  title: string;
  faults: string[];
  note: string;
}

function ofCalls(): Cost {
  return callsOf(
    `${calls} calls`,
    `import { createPlinto } from "@plinto/core";`,
    `createPlinto({ baseUrl: "https://api.plinto.test", publishableKey: "pk_test_x" })`,
  );
}

function ofAdminCalls(): Cost {
  return callsOf(
    `${calls} calls of an administrator`,
    `import { createPlintoAdmin } from "@plinto/node";`,
    `createPlintoAdmin({ baseUrl: "https://api.plinto.test", secretKey: "sk_test_x" })`,
  );
}

function callsOf(what: string, imported: string, made: string): Cost {
  const description = describe(bundle());
  const operations = description.operations.filter(({ inFacade }) => inFacade).slice(0, calls);
  const source = [
    imported,
    `const plinto = ${made};`,
    `const orgId = "org_x";`,
    ...operations.map((operation) => `{ ${sdkExample(description, operation)} }`),
  ].join("\n");
  return judged(what, 1_000, source, operations.length < calls ? [`there are only ${operations.length} operations to call`] : []);
}

function ofHooks(): Cost {
  const source = `
    import { useCreateInvitation, useGetMe, useGetMember, useGetOrganization, useGetTeam, useInfiniteListAuditLogs, useInfiniteListMembers, useListApiKeys, useListDevices, useListInvitations, useListMembers, useListMySessions, useListPasskeys, useListRoles, useListTeams, useListWebhooks, useRemoveMember, useSuspenseGetOrganization, useUpdateMember, useUpdateOrganization } from "@plinto/react/query";
    export function Settings({ orgId, userId, teamId }: { orgId: string; userId: string; teamId: string }): string {
      const me = useGetMe();
      const organization = useGetOrganization({ orgId });
      const suspended = useSuspenseGetOrganization({ orgId });
      const members = useListMembers({ orgId, pageSize: 50 }, { staleTime: 1_000 });
      const member = useGetMember(userId ? { orgId, userId } : null);
      const names = useListTeams({ orgId }, { select: ({ data }) => data.map((team) => team.name) });
      const team = useGetTeam({ orgId, teamId });
      const roles = useListRoles();
      const invitations = useListInvitations({ status: "pending" });
      const keys = useListApiKeys({ orgId });
      const webhooks = useListWebhooks({ orgId });
      const passkeys = useListPasskeys();
      const sessions = useListMySessions();
      const devices = useListDevices();
      const pages = useInfiniteListMembers({ orgId });
      const logs = useInfiniteListAuditLogs();
      const update = useUpdateMember({ optimistic: true });
      const remove = useRemoveMember({ onSuccess: () => members.refetch() });
      const invite = useCreateInvitation();
      const rename = useUpdateOrganization();
      update.mutate({ orgId, userId, role: "admin" });
      remove.mutate({ orgId, userId });
      invite.mutate({ email: "new@acme.test", role: "member" });
      if (rename.error?.code === "slug_taken") return "taken";
      const counts = [roles, invitations, keys, webhooks, passkeys, sessions, devices].map(({ data }) => data?.data.length);
      return [me.data?.name, organization.data?.name, suspended.data.name, member.data?.role, names.data?.join(), team.data?.name, counts.join(), pages.data?.pages.length, logs.data?.pages.length].join();
    }`;
  return judged("a component with 20 hooks", 3_000, source, []);
}

function judged(what: string, budget: number, source: string, faults: readonly string[]): Cost {
  const { instantiations, problems } = costOf(source, inRoot("tests"));
  return {
    title: `${what} cost at most ${budget} type instantiations`,
    faults: [
      ...problems,
      ...faults,
      ...(instantiations > budget ? [`they cost ${instantiations}`] : []),
      ...(instantiations === 0 ? ["they cost nothing, so the packages' types were not found"] : []),
    ],
    note: `${what}: ${instantiations} of ${budget} type instantiations`,
  };
}
