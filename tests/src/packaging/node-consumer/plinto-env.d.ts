import "@plinto/node";

declare module "@plinto/node" {
  interface Register {
    permissions: "documents:export";
    roles: "billing-manager";
  }
}
