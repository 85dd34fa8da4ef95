import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";

const { url, close } = await serveMock(createMock());

// #region plain
const post = (path: string, body: object): Promise<Response> => fetch(url + path, { method: "POST", body: JSON.stringify(body) });

const vera = (await (await post("/__plinto/sign-in", { person: "vera", organization: "acme" })).json()) as { accessToken: string };
await post("/__plinto/faults", { operation: "getMe", status: 503, times: 1 });

const me = (): Promise<Response> => fetch(`${url}/v1/users/me`, { headers: { authorization: `Bearer ${vera.accessToken}` } });
console.log((await me()).status, (await me()).status); // prints: 503 200
// #endregion plain

await close();
