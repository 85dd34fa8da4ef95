import { createMock } from "@plinto/mock";
import { setupMockWorker } from "@plinto/mock/browser";
import { ui } from "@plinto/mock-ui";

const mock = createMock({ baseUrl: "https://api.example.test" });

// #region panel
const worker = setupMockWorker(mock, { ui });
await worker.start();
// #endregion panel

// #region open
document.querySelector("#inspect")?.addEventListener("click", () => void worker.openInspector());
// #endregion open
