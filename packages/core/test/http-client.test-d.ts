import type { paths } from "@plinto/spec";
import type { Client as FetchClient } from "openapi-fetch";
import { expectTypeOf, test } from "vitest";
import type { HttpClient, HttpResult, Organization, OrganizationList, Problem, User } from "../src/index.ts";

declare const ours: HttpClient;
declare const theirs: FetchClient<paths>;
declare const orgId: string;

test("a call that openapi-fetch takes is taken, and its answer fits where that of openapi-fetch is wanted", () => {
  const get = { params: { path: { orgId } } };
  const list = { params: { query: { pageSize: 5 } } };
  const create = { body: { name: "Acme" } };
  const update = { params: { path: { orgId } }, body: { name: "Acme" }, headers: { "Content-Type": "application/merge-patch+json" } };
  const read = [ours.GET("/v1/organizations/{orgId}", get), theirs.GET("/v1/organizations/{orgId}", get)] as const;
  const listed = [ours.GET("/v1/organizations", list), theirs.GET("/v1/organizations", list)] as const;
  const plain = [ours.GET("/v1/users/me"), theirs.GET("/v1/users/me")] as const;
  const made = [ours.POST("/v1/organizations", create), theirs.POST("/v1/organizations", create)] as const;
  const changed = [ours.PATCH("/v1/organizations/{orgId}", update), theirs.PATCH("/v1/organizations/{orgId}", update)] as const;
  const text = [ours.GET("/v1/users/me", { parseAs: "text" }), theirs.GET("/v1/users/me", { parseAs: "text" })] as const;
  const keys = [ours.GET("/.well-known/jwks.json"), theirs.GET("/.well-known/jwks.json")] as const;
  const asked = [ours.request("get", "/v1/users/me"), theirs.request("get", "/v1/users/me")] as const;

  // One way only: openapi-fetch 0.17.0 takes the open end of an enum, `string & {}`, apart into an object.
  expectTypeOf<(typeof read)[0]>().toExtend<(typeof read)[1]>();
  expectTypeOf<(typeof listed)[0]>().toExtend<(typeof listed)[1]>();
  expectTypeOf<(typeof plain)[0]>().toExtend<(typeof plain)[1]>();
  expectTypeOf<(typeof made)[0]>().toExtend<(typeof made)[1]>();
  expectTypeOf<(typeof changed)[0]>().toExtend<(typeof changed)[1]>();
  expectTypeOf<(typeof asked)[0]>().toExtend<(typeof asked)[1]>();
  expectTypeOf<(typeof text)[0]>().toExtend<(typeof text)[1]>();
  expectTypeOf<(typeof keys)[0]>().toExtend<(typeof keys)[1]>();
});

test("the answer is what the description says", () => {
  expectTypeOf(ours.GET("/v1/organizations/{orgId}", { params: { path: { orgId } } })).resolves.toEqualTypeOf<HttpResult<Organization>>();
  expectTypeOf(ours.GET("/v1/organizations")).resolves.toEqualTypeOf<HttpResult<OrganizationList>>();
  expectTypeOf(ours.DELETE("/v1/organizations/{orgId}/members/{userId}", { params: { path: { orgId, userId: "usr_1" } } })).resolves.toEqualTypeOf<
    HttpResult<undefined>
  >();
  expectTypeOf(ours.GET("/v1/users/me", { parseAs: "arrayBuffer" })).resolves.toEqualTypeOf<HttpResult<ArrayBuffer>>();
});

test("data and error tell each other apart", async () => {
  const { data, error } = await ours.GET("/v1/users/me");
  if (error) expectTypeOf(error).toEqualTypeOf<Problem>();
  else expectTypeOf(data).toEqualTypeOf<User>();
});

test("what the description does not have is refused", () => {
  // @ts-expect-error no such path
  void ours.GET("/v1/nothing");
  // @ts-expect-error no such method on this path
  void ours.PUT("/v1/users/me");
  // @ts-expect-error a path parameter is missing
  void ours.GET("/v1/organizations/{orgId}");
  // @ts-expect-error a path parameter is missing
  void ours.GET("/v1/organizations/{orgId}", { params: { path: {} } });
  // @ts-expect-error a body is missing
  void ours.POST("/v1/organizations");
  // @ts-expect-error a member of the body has another type
  void ours.POST("/v1/organizations", { body: { name: 1 } });
  // @ts-expect-error no such query parameter
  void ours.GET("/v1/organizations", { params: { query: { page: 1 } } });
  // @ts-expect-error no such way to read a body
  void ours.GET("/v1/users/me", { parseAs: "yaml" });
  // @ts-expect-error there is no middleware
  void ours.use({ onRequest: () => undefined });
});

test("call options and what fetch takes go beside parameters", () => {
  void ours.POST("/v1/organizations", { body: { name: "Acme" }, idempotencyKey: "order-7", timeoutMs: 5, retry: { retries: 0 }, cache: "no-store" });
  void ours.GET("/v1/users/me", { headers: { "x-a": 1, "x-b": null, "x-c": ["1", "2"] }, baseUrl: "https://eu.example.com" });
});
