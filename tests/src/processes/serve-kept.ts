import { createMock } from "@plinto/mock";
import { persistToFolder, serveMock } from "@plinto/mock/server";

// Serves the folder that is named until it is killed; says where on its first line.
const [, , folder = ""] = process.argv;
const mock = createMock({ persist: persistToFolder(folder, { checkpointBytes: 100_000 }) });
const { url } = await serveMock(mock);
process.stdout.write(`${url}\n`);
