import { expect, test } from "vitest";
import { signingKey } from "./support/signing.ts";
import { next, question, signer, told, world } from "./support/world.ts";

const away = (): never => {
  throw new TypeError("fetch failed");
};

test("a saved bundle decides before the network has answered, and is confirmed by its ETag", async () => {
  const { client, server, clock } = world();
  const first = client();
  await first.ready();
  const saved = JSON.parse(JSON.stringify(first.save())) as NonNullable<ReturnType<typeof first.save>>;
  expect(saved).toMatchObject({ etag: '"rev_1"', confirmedAt: new Date(clock.now()).toISOString() });
  await first.close();
  await clock.advance(100_000);
  const second = client({ bundle: saved, keys: { keys: [signer.jwk] }, pollIntervalSeconds: 0 });
  await second.ready();
  expect(second.evaluate(question())).toMatchObject({ decision: "allow", bundle: { revision: "rev_1", ageSeconds: 100 } });
  expect(server.count("/v1/policies/bundle")).toBe(1);
  await second.refresh();
  expect(second.evaluate(question()).bundle.ageSeconds).toBe(0);
  expect(server.requests.at(-1)!.headers.get("if-none-match")).toBe('"rev_1"');
});

test("a saved bundle that was confirmed too long ago decides nothing until it is confirmed", async () => {
  const { client, server, clock } = world();
  const first = client();
  await first.ready();
  const saved = first.save()!;
  await first.close();
  await clock.advance(300_001);
  server.instead = away;
  const second = client({ bundle: saved, keys: { keys: [signer.jwk] } });
  await expect(second.ready()).rejects.toMatchObject({ code: "bundle_unavailable" });
  expect(second.evaluate(question())).toMatchObject({ decision: "deny", reason: "bundle_stale", bundle: { revision: "rev_1" } });
  server.instead = undefined;
  await second.refresh();
  expect(second.evaluate(question()).decision).toBe("allow");
});

test("a saved bundle from the future counts from now", async () => {
  const { client, clock } = world();
  const first = client();
  await first.ready();
  const saved = { ...first.save()!, confirmedAt: "2099-01-01T00:00:00.000Z" };
  await first.close();
  const second = client({ bundle: saved, pollIntervalSeconds: 0 });
  await second.ready();
  expect(second.evaluate(question()).bundle.ageSeconds).toBe(0);
  await clock.advance(300_001);
  expect(second.evaluate(question()).reason).toBe("bundle_stale");
});

test("a saved bundle is verified as any other, and one that is refused is told of and not held", async () => {
  const { client, server } = world();
  const first = client();
  await first.ready();
  const saved = first.save()!;
  const other = await signingKey("ES256", "key_1");
  server.instead = ({ url }) => (url.pathname === "/v1/policies/bundle" ? away() : undefined);
  const tampered = client({ bundle: { ...saved, body: saved.body.replace("member", "viewer") } });
  expect((await next(tampered, "error")).error).toMatchObject({ code: "bundle_signature_invalid", message: "The signature is not of this bundle." });
  expect(tampered.evaluate(question()).reason).toBe("bundle_missing");
  const foreign = client({ bundle: saved, keys: { keys: [other.jwk] } });
  expect((await next(foreign, "error")).error.code).toBe("bundle_signature_invalid");
  const torn = client({ bundle: { body: saved.body } as never });
  expect((await next(torn, "error")).error).toMatchObject({
    code: "bundle_invalid",
    message: "The bundle that was saved is not whole: it needs body, signature and confirmedAt.",
  });
  const elsewhere = client({ bundle: saved, organizationId: "org_other" });
  expect((await next(elsewhere, "error")).error.code).toBe("bundle_organization_mismatch");
});

test("a bundle older than the saved one is refused", async () => {
  const { client, server } = world();
  const first = client();
  await first.ready();
  const saved = first.save()!;
  server.change({ revision: "rev_0", generatedAt: "2026-02-01T00:00:00.000Z" });
  const second = client({ bundle: saved });
  await second.ready();
  await expect(second.refresh()).rejects.toMatchObject({ code: "bundle_outdated" });
  expect(second.revision).toBe("rev_1");
});

test("there is nothing to save before the first bundle, and who listens is told of a saved one as of any other", async () => {
  const { client } = world();
  const first = client({ pollIntervalSeconds: 0 });
  expect(first.save()).toBeNull();
  await first.ready();
  const second = client({ bundle: first.save()!, pollIntervalSeconds: 0 });
  const changes = told(second, "changed");
  await second.ready();
  expect(changes).toEqual([{ revision: "rev_1", previousRevision: null }]);
});
