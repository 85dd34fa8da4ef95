import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const ada = createPlinto(mock.as("ada"));
const names = async (plinto = ada): Promise<string> => (await plinto.organizations.list({ sort: "name" })).data.map(({ name }) => name).join();

// #region snapshot
const before = mock.snapshot();
await ada.organizations.create({ name: "Passing" });
console.log(await names()); // prints: Acme,Passing
await mock.restore(before);
console.log(await names(createPlinto(mock.as("ada")))); // prints: Acme
// #endregion snapshot

// #region fork
const fork = mock.fork();
const there = createPlinto(fork.as("ada"));
await there.organizations.create({ name: "Elsewhere" });
console.log(await names(there)); // prints: Acme,Elsewhere
console.log(await names(createPlinto(mock.as("ada")))); // prints: Acme
// #endregion fork

// #region world
const other = mock.world("test-7");
console.log(other.baseUrl); // prints: https://api.plinto.test/w/test-7
// #endregion world
