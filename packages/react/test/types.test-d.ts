import type { ErrorsOf, Member, Organization, Page, PlintoError } from "@plinto/core";
import { organizations } from "@plinto/core/queries";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { expectTypeOf, test } from "vitest";
import type { Plinto } from "@plinto/core";
import { type Permission, type ShowProps, type SignInStep, useActiveOrganization, useCan, useSignIn, useUser } from "../src/index.ts";
import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  useGetMe,
  useGetOrganization,
  useInfiniteListMembers,
  useListMembers,
  useSuspenseGetOrganization,
  useUpdateMember,
} from "../src/query/index.ts";

declare const plinto: Plinto;
declare const cache: QueryClient;
const orgId = "org_1";

test("a read has the data and the errors of its operation", () => {
  const { data, error } = useGetOrganization({ orgId });
  expectTypeOf(data).toEqualTypeOf<Organization | undefined>();
  expectTypeOf(error).toEqualTypeOf<ErrorsOf<"getOrganization"> | null>();
  expectTypeOf(useSuspenseGetOrganization({ orgId }).data).toEqualTypeOf<Organization>();
  expectTypeOf(useListMembers({ orgId }).data).toEqualTypeOf<Page<Member> | undefined>();
  expectTypeOf(useInfiniteListMembers({ orgId }).data).toEqualTypeOf<InfiniteData<Page<Member>> | undefined>();
});

test("what is selected is what is given", () => {
  const { data } = useListMembers({ orgId }, { select: ({ data: members }) => members.map(({ role }) => role) });
  expectTypeOf(data).toEqualTypeOf<Member["role"][] | undefined>();
});

test("parameters that an operation needs are needed, and may be null while they are not known", () => {
  useGetMe();
  useGetOrganization(null);
  // @ts-expect-error -- orgId is missing
  useGetOrganization({});
  // @ts-expect-error -- which organization is not said
  useGetOrganization();
  // @ts-expect-error -- one who suspends has to know
  useSuspenseGetOrganization(null);
  // @ts-expect-error -- the key comes from the description
  useGetOrganization({ orgId }, { queryKey: ["mine"] });
});

test("a change takes the parameters of its operation and fails as it does", () => {
  const { mutate, data, error } = useUpdateMember({ optimistic: true });
  mutate({ orgId, userId: "usr_1", role: "admin" });
  expectTypeOf(data).toEqualTypeOf<Member | undefined>();
  expectTypeOf(error).toEqualTypeOf<ErrorsOf<"updateMember"> | null>();
  // @ts-expect-error -- there is no such role
  mutate({ orgId, userId: "usr_1", role: "emperor" });
});

test("options name the type of what the cache holds", () => {
  expectTypeOf(cache.getQueryData(queryOptions(organizations.get(plinto, { orgId })).queryKey)).toEqualTypeOf<Organization | undefined>();
  const pages = infiniteQueryOptions(organizations.members.list, plinto, { orgId });
  expectTypeOf(cache.getQueryData(pages.queryKey)).toEqualTypeOf<InfiniteData<Page<Member>, string | null> | undefined>();
  // @ts-expect-error -- one thing has no pages
  infiniteQueryOptions(organizations.get, plinto, { orgId });
  expectTypeOf(mutationOptions(plinto, "organizations.members.update").mutationFn).returns.resolves.toEqualTypeOf<Member>();
  // @ts-expect-error -- there is no such change
  mutationOptions(plinto, "organizations.members.promote");
});

test("permissions, operations and roles complete, and do not compile when they are wrong", () => {
  useCan({ permission: "members:invite" });
  useCan({ operation: "updateMember" });
  // @ts-expect-error -- there is no such permission
  useCan({ permission: "members:teleport" });
  // @ts-expect-error -- no person may do this, whoever she is
  useCan({ operation: "introspectSession" });
  expectTypeOf<{ role: "admin" }>().toExtend<ShowProps["when"]>();
  expectTypeOf<{ role: "emperor" }>().not.toExtend<ShowProps["when"]>();
  expectTypeOf<"members:invite">().toExtend<Permission>();
  expectTypeOf<string>().not.toExtend<Permission>();
  expectTypeOf(useCan({ permission: "org:read" }).allowed).toEqualTypeOf<boolean | undefined>();
});

test("a step is told apart by its status, and one that the API learns later is there", () => {
  const { step, error } = useSignIn();
  if (step.status === "mfa_required") expectTypeOf(step.deviceCanBeRemembered).toEqualTypeOf<boolean>();
  if (step.status === "organization_required") expectTypeOf(step.organizations[0]!.name).toEqualTypeOf<string>();
  expectTypeOf<SignInStep["status"]>().toExtend<string>();
  expectTypeOf(error).toEqualTypeOf<PlintoError | null>();
});

test("what is not known yet is told apart from what is not there", () => {
  expectTypeOf(useActiveOrganization().organization).toEqualTypeOf<Organization | null | undefined>();
  expectTypeOf(useUser().user).extract<null | undefined>().toEqualTypeOf<null | undefined>();
});
