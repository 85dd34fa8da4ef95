import { createMock, type Mock, type ProviderName } from "@plinto/mock";
import * as oauth from "oauth4webapi";
import { expect, test } from "vitest";

// A client that knows nothing of the mock finds at its providers what the specifications promise.

interface Relation {
  readonly mock: Mock;
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly secret: string;
  readonly redirectUri: string;
  readonly options: { readonly [oauth.customFetch]: (url: string, init?: object) => Promise<Response> };
}

/** What an application knows of a provider: by discovery, or from the provider's documentation. */
async function relationTo(provider: ProviderName): Promise<Relation> {
  const mock = createMock();
  await mock.ready();
  const { issuer, clientId, clientSecret, redirectUri, authorizeUrl, tokenUrl, profileUrl } = mock.providers.client(provider);
  const options = { [oauth.customFetch]: (url: string, init?: object) => mock.fetch(url, init as RequestInit) };
  const server =
    issuer === null
      ? { issuer: "https://github.com", authorization_endpoint: authorizeUrl, token_endpoint: tokenUrl, userinfo_endpoint: profileUrl }
      : await oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), options));
  return { mock, server, client: { client_id: clientId }, secret: clientSecret, redirectUri, options };
}

interface Errand {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The page that the person is sent to. */
  readonly url: string;
}

async function begin({ server, client, redirectUri }: Relation, scope: string): Promise<Errand> {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(server.authorization_endpoint!);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  return { verifier, state, nonce, url: url.href };
}

/** Signs in at the page as somebody of the seed, and answers where the browser is sent: to the client, which here is a program of ours. */
async function visit(
  { mock }: Relation,
  { url }: Errand,
  deed: Readonly<Record<string, string>> = { account: mock.seed.users["ada"]!.id, decision: "allow" },
): Promise<URL> {
  const { origin, pathname, searchParams } = new URL(url);
  for (const [name, value] of Object.entries(deed)) searchParams.set(name, value);
  const answer = await mock.fetch(origin + pathname, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: searchParams.toString(),
  });
  return new URL(answer.headers.get("location")!);
}

for (const provider of ["google", "microsoft"] as const) {
  for (const [way, authenticate] of [
    ["in the form", oauth.ClientSecretPost],
    ["in the header", oauth.ClientSecretBasic],
  ] as const) {
    test(`an OpenID client signs somebody in at ${provider}, with its secret ${way}`, async () => {
      const relation = await relationTo(provider);
      const { server, client, secret, redirectUri, options } = relation;
      const errand = await begin(relation, "openid email profile");
      const parameters = oauth.validateAuthResponse(server, client, await visit(relation, errand), errand.state);
      const response = await oauth.authorizationCodeGrantRequest(server, client, authenticate(secret), parameters, redirectUri, errand.verifier, options);
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: errand.nonce, requireIdToken: true });
      await oauth.validateApplicationLevelSignature(server, response, options);
      const claims = oauth.getValidatedIdTokenClaims(tokens)!;
      const profile = await oauth.processUserInfoResponse(
        server,
        client,
        claims.sub,
        await oauth.userInfoRequest(server, client, tokens.access_token, options),
      );
      expect(profile).toMatchObject({ sub: claims.sub, email: "ada@acme.test", name: "Ada Lovelace" });
      expect(claims.iss).toBe(server.issuer);
    });
  }

  test(`an OpenID client is told what is wrong by ${provider}`, async () => {
    const relation = await relationTo(provider);
    const { server, client, secret, redirectUri, options } = relation;
    const errand = await begin(relation, "openid");
    const cancelled = await visit(relation, errand, { decision: "cancel" });
    expect(() => oauth.validateAuthResponse(server, client, cancelled, errand.state)).toThrow(
      expect.objectContaining({ code: oauth.AUTHORIZATION_RESPONSE_ERROR, error: "access_denied" }),
    );
    const parameters = oauth.validateAuthResponse(server, client, await visit(relation, errand), errand.state);
    const grant = (authenticate: oauth.ClientAuth, verifier: string): Promise<Response> =>
      oauth.authorizationCodeGrantRequest(server, client, authenticate, parameters, redirectUri, verifier, options);
    const process = async (response: Response): Promise<unknown> =>
      oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: errand.nonce, requireIdToken: true });
    await expect(grant(oauth.ClientSecretBasic("wrong"), errand.verifier).then(process)).rejects.toMatchObject({ code: oauth.WWW_AUTHENTICATE_CHALLENGE });
    await expect(grant(oauth.ClientSecretPost("wrong"), errand.verifier).then(process)).rejects.toMatchObject({
      code: oauth.RESPONSE_BODY_ERROR,
      error: "invalid_client",
    });
    await expect(grant(oauth.ClientSecretPost(secret), oauth.generateRandomCodeVerifier()).then(process)).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(grant(oauth.ClientSecretPost(secret), errand.verifier).then(process)).resolves.toMatchObject({ token_type: "bearer" });
    await expect(grant(oauth.ClientSecretPost(secret), errand.verifier).then(process)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  test(`what ${provider} forges when it is told to, an OpenID client finds`, async () => {
    const relation = await relationTo(provider);
    const { mock, server, client, secret, redirectUri, options } = relation;
    const attempt = async (): Promise<unknown> => {
      const errand = await begin(relation, "openid");
      const parameters = oauth.validateAuthResponse(server, client, await visit(relation, errand), errand.state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.ClientSecretPost(secret),
        parameters,
        redirectUri,
        errand.verifier,
        options,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: errand.nonce, requireIdToken: true });
      await oauth.validateApplicationLevelSignature(server, response, options);
      return oauth.processUserInfoResponse(
        server,
        client,
        oauth.getValidatedIdTokenClaims(tokens)!.sub,
        await oauth.userInfoRequest(server, client, tokens.access_token, options),
      );
    };
    for (const failure of ["forged_signature", "wrong_issuer", "wrong_audience", "wrong_nonce", "other_person"] as const) {
      await mock.providers.fail(provider, failure, { times: 1 });
      await expect(attempt()).rejects.toBeInstanceOf(Error);
      await expect(attempt()).resolves.toMatchObject({ sub: expect.any(String) });
    }
  });
}

test("Google says in the redirect who it is, and a client that looks notices another", async () => {
  const relation = await relationTo("google");
  const { server, client } = relation;
  expect(server.authorization_response_iss_parameter_supported).toBe(true);
  const errand = await begin(relation, "openid");
  const back = await visit(relation, errand);
  back.searchParams.set("iss", "https://evil.test");
  expect(() => oauth.validateAuthResponse(server, client, back, errand.state)).toThrow(/iss/);
});

test("an OAuth client signs somebody in at GitHub, which makes no ID tokens", async () => {
  const relation = await relationTo("github");
  const { mock, server, client, secret, redirectUri, options } = relation;
  const errand = await begin(relation, "read:user user:email");
  const parameters = oauth.validateAuthResponse(server, client, await visit(relation, errand), errand.state);
  const request = (verifier: string): Promise<Response> =>
    oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(secret), parameters, redirectUri, verifier, options);
  // What is wrong comes with the status 200: a client finds no token in it.
  await expect(
    request(oauth.generateRandomCodeVerifier()).then((response) => oauth.processAuthorizationCodeResponse(server, client, response)),
  ).rejects.toMatchObject({
    code: oauth.INVALID_RESPONSE,
  });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, await request(errand.verifier));
  const { profileUrl } = mock.providers.client("github");
  const ask = async (url: string): Promise<unknown> =>
    (await oauth.protectedResourceRequest(tokens.access_token, "GET", new URL(url), new Headers(), null, options)).json();
  expect(await ask(profileUrl)).toMatchObject({ id: expect.any(Number), name: "Ada Lovelace", email: null });
  expect(await ask(`${profileUrl}/emails`)).toEqual([{ email: "ada@acme.test", primary: true, verified: true, visibility: "private" }]);
});
