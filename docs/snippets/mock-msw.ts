import { createPlinto, memoryStorage } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { setupMockServer } from "@plinto/mock/node";

// #region node
const mock = createMock({ baseUrl: "https://api.example.test" });
const server = setupMockServer(mock);
server.listen();

const plinto = createPlinto({ baseUrl: "https://api.example.test", publishableKey: mock.keys.publishableKey, storage: memoryStorage() });
const result = await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
console.log(result.status); // prints: complete

server.close();
// #endregion node
