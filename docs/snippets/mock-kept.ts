import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { persistToFolder, serveMock } from "@plinto/mock/server";

const folder = await mkdtemp(path.join(tmpdir(), "plinto-data-"));

// #region folder
const persist = persistToFolder(folder, { report: (message) => console.warn(message) });
const mock = createMock({ persist });
const { close } = await serveMock(mock);
await createPlinto(mock.as("ada")).organizations.create({ name: "Kept" });

// … and at the end
await close();
await persist.close();
// #endregion folder

const again = persistToFolder(folder);
const ada = createPlinto(createMock({ persist: again }).as("ada"));
const { data } = await ada.organizations.list({ sort: "createdAt" });
console.log(data.map(({ name }) => name)); // prints: [ 'Acme', 'Kept' ]
await again.close();
await rm(folder, { recursive: true });
