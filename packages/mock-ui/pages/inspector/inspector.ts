import { createControl } from "@plinto/mock/control";
import { hashAddress } from "../../src/inspector/address.ts";
import { mountInspector } from "../../src/inspector/mount.ts";
import { systemPause } from "../../src/platform.ts";

/** The world whose address this page has. */
const world = /^(?:\/w\/[^/]+)?(?=\/__plinto)/.exec(location.pathname)?.[0] ?? "";

try {
  await mountInspector(document, document.body, {
    control: createControl({ url: location.origin + world }),
    address: hashAddress(window),
    pause: systemPause,
    openWorld: (id) => location.assign(`${id === null ? "" : `/w/${encodeURIComponent(id)}`}/__plinto`),
  });
} catch (error) {
  const alert = document.createElement("p");
  alert.role = "alert";
  alert.textContent = `The inspector cannot show the world. ${(error as Error).message}`;
  document.body.replaceChildren(alert);
}
