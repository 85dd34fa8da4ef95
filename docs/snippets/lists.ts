import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";

const mock = createMock();
const plinto = createPlinto(mock.as("ada"));
for (const name of ["Alpha", "Beta", "Gamma"]) await plinto.organizations.create({ name });

// #region page
const { data, nextCursor } = await plinto.organizations.list({ pageSize: 2, sort: "name" });
console.log(data.map(({ name }) => name).join(), nextCursor !== null); // prints: Acme,Alpha true
// #endregion page

// #region items
for await (const { name } of plinto.organizations.list({ pageSize: 2, sort: "-name" })) console.log(name);
// prints: Gamma
// prints: Beta
// prints: Alpha
// prints: Acme
// #endregion items

// #region pages
for await (const page of plinto.organizations.list({ pageSize: 3 }).pages()) console.log(page.data.length);
// prints: 3
// prints: 1
// #endregion pages

// #region array
const found = await plinto.organizations.list({ q: "a" }).toArray({ max: 100 });
console.log(found.length); // prints: 4
// #endregion array
