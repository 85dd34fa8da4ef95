import { createPlinto, webStorage } from "@plinto/core";

// The page is built for the platform; its key is the one of every mock.
const baseUrl = new URLSearchParams(location.search).get("api") ?? "https://api.example.com/auth";
const plinto = createPlinto({ baseUrl, publishableKey: PUBLISHABLE_KEY, storage: webStorage() });
const shown = document.querySelector("output");
const value = (name) => document.querySelector(`[name=${name}]`).value;

const when = (id, run) =>
  document.querySelector(`#${id}`).addEventListener("click", async () => {
    try {
      shown.textContent = await run();
    } catch (error) {
      shown.textContent = `${error.kind}: ${error.code}`;
    }
  });

when("sign-up", async () => (await plinto.auth.signUp({ email: value("email"), password: "correct horse battery" })).status);
when("confirm", async () => {
  await plinto.auth.continueSignIn({ step: "email_verification", code: value("code") });
  return plinto.session.current.user.email;
});
when("create", async () => (await plinto.organizations.create({ name: value("name") })).slug);
when("list", async () => (await plinto.organizations.list()).data.map(({ name }) => name).join() || "none");
