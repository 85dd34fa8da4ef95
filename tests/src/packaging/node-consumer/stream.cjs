const { createMock } = require("@plinto/mock");
const { createPlinto } = require("@plinto/core");
const { createPlintoAdmin } = require("@plinto/node");
const { createTokenVerifier } = require("@plinto/node/realtime");

async function main() {
  const mock = createMock();
  const { baseUrl, fetch, WebSocket } = mock.connect();
  const verifier = createTokenVerifier({ ...mock.verifierOptions(), WebSocket, revocation: "stream" });
  await verifier.ready();
  const token = await createPlinto(mock.as("bob")).session.getToken();
  const before = await verifier.verify(token);
  const heard = new Promise((resolve) => verifier.stream.on("event", resolve));
  await createPlintoAdmin({ baseUrl, fetch, secretKey: mock.keys.secretKey }).users.ban({ userId: mock.seed.users.bob.id });
  await heard;
  const after = await verifier.verify(token);
  console.log(before.status, after.reason);
  await verifier.close();
}

main();
