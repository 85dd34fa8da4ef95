import { createPlinto, type Organization, type Plinto } from "@plinto/core";
import { organizations, policies, users } from "@plinto/core/queries";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { type Changes, mutationOptions, queryOptions } from "../src/query/index.ts";

interface Stand {
  readonly mock: Mock<AcmeSeed>;
  readonly plinto: Plinto;
  readonly cache: QueryClient;
  readonly orgId: string;
  /** Answers the change whose body holds this text: as the server does, or by a refusal. */
  answer(text: string, how: "done" | "refused"): void;
  change<Name extends keyof Changes>(name: Name, parameters: Changes[Name]["parameters"], optimistic?: boolean): Promise<unknown>;
}

/** @param late Whether the server has done what is asked before its answer is held */
async function stand(late = false): Promise<Stand> {
  const mock = createMock() as Mock<AcmeSeed>;
  const connection = mock.connect();
  const gates = new Map<string, PromiseWithResolvers<"done" | "refused">>();
  const gateOf = (text: string): PromiseWithResolvers<"done" | "refused"> => {
    if (!gates.has(text)) gates.set(text, Promise.withResolvers());
    return gates.get(text)!;
  };
  const plinto = createPlinto({
    ...connection,
    retry: { retries: 0 },
    fetch: async (url, init) => {
      const [, text] = init.method === "PATCH" ? (/"(\w+)"\}$/.exec(String(init.body)) ?? []) : [];
      const answered = late ? await connection.fetch(url, init) : undefined;
      if (text && (await gateOf(text).promise) === "refused") return Response.json({ code: "conflict", title: "no", status: 409 }, { status: 409 });
      return answered ?? connection.fetch(url, init);
    },
  });
  const { email, password } = mock.seed.users.ada;
  const orgId = mock.seed.organizations.acme.id;
  await plinto.auth.signIn({ email, password, organizationId: orgId });
  const cache = new QueryClient();
  await cache.query(queryOptions(organizations.get(plinto, { orgId })));
  return {
    mock,
    plinto,
    cache,
    orgId,
    answer: (text, how) => gateOf(text).resolve(how),
    change: (name, parameters, optimistic = true) =>
      cache
        .getMutationCache()
        .build(cache, mutationOptions(plinto, name, { optimistic }) as never)
        .execute(parameters as never)
        .catch((error: unknown) => (error as { code: string }).code),
  };
}

const held = ({ cache, plinto, orgId }: Stand): Organization => cache.getQueryData<Organization>(organizations.get(plinto, { orgId }).queryKey)!;
const shown = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

// Two changes of a name, both refused, the first one first: the cache went on saying what the first had wanted.
test("of two changes that are both refused nothing is left, in whichever order the answers come", async () => {
  for (const order of [
    ["First", "Second"],
    ["Second", "First"],
  ] as const) {
    const own = await stand();
    const first = own.change("organizations.update", { orgId: own.orgId, name: "First" });
    await shown();
    const second = own.change("organizations.update", { orgId: own.orgId, name: "Second" });
    await shown();
    expect(held(own).name).toBe("Second");
    own.answer(order[0], "refused");
    await (order[0] === "First" ? first : second);
    expect(held(own).name).toBe(order[1]);
    own.answer(order[1], "refused");
    await Promise.all([first, second]);
    expect(held(own).name).toBe("Acme");
  }
});

test("the refusal of one change takes back what it alone has shown, and the answer of one does not hide a later one", async () => {
  const own = await stand();
  const name = own.change("organizations.update", { orgId: own.orgId, name: "First" });
  await shown();
  const slug = own.change("organizations.update", { orgId: own.orgId, slug: "labs" });
  await shown();
  const again = own.change("organizations.update", { orgId: own.orgId, name: "Third" });
  await shown();
  expect(held(own)).toMatchObject({ name: "Third", slug: "labs" });
  own.answer("First", "done");
  await name;
  expect(held(own)).toMatchObject({ name: "Third", slug: "labs" });
  own.answer("labs", "refused");
  await slug;
  expect(held(own)).toMatchObject({ name: "Third", slug: "acme" });
  own.answer("Third", "refused");
  await again;
  expect(held(own)).toMatchObject({ name: "First", slug: "acme" });
});

test("what was read since stays, and knows better than what was shown before it", async () => {
  const own = await stand();
  const changing = own.change("organizations.update", { orgId: own.orgId, name: "First" });
  await shown();
  const ada = createPlinto(own.mock.as("ada", { organization: "acme" }));
  await ada.organizations.update({ orgId: own.orgId, name: "Hers" });
  await own.cache.query({ ...queryOptions(organizations.get(own.plinto, { orgId: own.orgId })), staleTime: 0 });
  expect(held(own).name).toBe("Hers");
  own.answer("First", "refused");
  expect([await changing, held(own).name]).toEqual(["conflict", "Hers"]);
});

// Ada's profile stood on Bob's screen: she had changed it, and signed out before the answer came.
test("the answer to somebody who has signed out since, or her refusal, is written for nobody", async () => {
  for (const optimistic of [false, true]) {
    for (const how of ["done", "refused"] as const) {
      const own = await stand(true);
      await own.cache.query(queryOptions(users.getMe(own.plinto)));
      const mine = users.getMe(own.plinto).queryKey;
      const changing = own.change("users.updateMe", { name: "Countess" }, optimistic);
      // Ada is known to the server as the countess before she goes.
      const onServer = createPlinto(own.mock.as("ada"));
      await expect.poll(async () => (await onServer.users.getMe()).name).toBe("Countess");
      await own.plinto.auth.signOut();
      own.cache.removeQueries({ queryKey: mine });
      const { email, password } = own.mock.seed.users.bob;
      await own.plinto.auth.signIn({ email, password });
      await own.cache.query(queryOptions(users.getMe(own.plinto)));
      own.answer("Countess", how);
      expect(await changing).toEqual(how === "done" ? expect.objectContaining({ name: "Countess" }) : "conflict");
      expect(own.cache.getQueryData(users.getMe(own.plinto).queryKey)).toMatchObject({ name: "Bob Kahn", email });
      expect(own.cache.getQueryData(mine)).toBeUndefined();
    }
  }
});

// The warnings of a changed policy stood in the policy, and the secret headers of a webhook in the webhook.
test("what no read shows is not written into what was read", async () => {
  const own = await stand();
  const document = { effect: "deny" as const, actions: ["audit:export"], resources: ["audit_log:*"], subjects: ["role:viewer"] };
  const policy = await own.plinto.policies.create({ name: "Readers", document });
  const webhook = await own.plinto.organizations.webhooks.create({ orgId: own.orgId, url: "https://hooks.acme.test/", events: ["team.*"] });
  const policyQuery = policies.get(own.plinto, { policyId: policy.id });
  const webhookQuery = organizations.webhooks.get(own.plinto, { orgId: own.orgId, webhookId: webhook.id });
  await Promise.all([own.cache.query(queryOptions(policyQuery)), own.cache.query(queryOptions(webhookQuery))]);
  own.answer("Readers2", "done");
  await own.change("policies.update", { policyId: policy.id, name: "Readers2" });
  expect(own.cache.getQueryData(policyQuery.queryKey)).toMatchObject({ name: "Readers2" });
  expect(own.cache.getQueryData(policyQuery.queryKey)).not.toHaveProperty("warnings");
  const changing = own.change("organizations.webhooks.update", {
    orgId: own.orgId,
    webhookId: webhook.id,
    customHeaders: { authorization: "secret" },
    description: "Labs",
  });
  await shown();
  expect(own.cache.getQueryData(webhookQuery.queryKey)).toMatchObject({ description: "Labs" });
  expect(own.cache.getQueryData(webhookQuery.queryKey)).not.toHaveProperty("customHeaders");
  own.answer("Labs", "refused");
  await changing;
});
