import { createPlinto, memoryStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { createControl } from "@plinto/mock/control";
import { serveMock } from "@plinto/mock/server";

// #region serve
const mock = createMock();
const { url, close } = await serveMock(mock, { port: 0 });
// #endregion serve

// #region world
const control = createControl({ url });
const world = await control.createWorld({ id: "checkout-test" });
const plinto = createPlinto({ baseUrl: world.baseUrl, publishableKey: world.publishableKey, storage: memoryStorage() });
const result = await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
console.log(result.status); // prints: complete
// #endregion world

await close();
