import { createPlinto } from "@plinto/core";
import { createMock, defineSeed } from "@plinto/mock";

// #region seed
const seed = defineSeed({
  users: { mia: { email: "mia@shop.test", name: "Mia" }, tom: { email: "tom@shop.test" } },
  organizations: { shop: { name: "The Shop", owner: "mia", members: { tom: "viewer" }, plan: "free" } },
});
const mock = createMock({ seed });
// #endregion seed

// #region as
const tom = createPlinto(mock.as("tom", { organization: "shop" }));
const shop = await tom.organizations.get({ orgId: mock.seed.organizations.shop.id });
console.log(shop.name, shop.plan); // prints: The Shop free
// #endregion as
