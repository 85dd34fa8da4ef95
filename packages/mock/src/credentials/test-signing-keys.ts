/**
 * The mock's signing keys. They are public by nature: everybody has them, so a verifier refuses them unless it is told
 * `allowMockKeys: true`. `kid` is the thumbprint of RFC 7638.
 */
export interface SigningKey {
  readonly kid: string;
  readonly alg: "RS256" | "ES256";
  readonly [member: string]: string;
}

export const rs256TestKey: SigningKey = {
  kty: "RSA",
  n: "lDUBOs_qo2P0pBi3FX9NdxI0hCNJEx9cgSWjuJaQghggVV4nkfcZUSpHpcwx77PweTX-OrMXi3Ks76QPr7Y4t7nPL6CTk2ZtLc-s0lwkklxAgtQ1AmgvITQkTJayikPc2gbMsSU73k9QG5WQD3UVf2qsYsMe6AYzSdPEBF8o7FRIQXWvYdjJho-odZOO6XBIDe-NmGJ_gUnhbHeOkL3PbweJ_8IbBzIavkUj8xVKF-m51K0HAAYa6iIdCCiPYkFU0Cv2lJm5OSqhIzXXRbt-EGBP4v4_8641fLi5_VB-kl8icF76ZU9bhnMRXU0V8hgVcTEglu8kbIfV3NvVij93Rw",
  e: "AQAB",
  d: "SAeg0uAVFhbw4cX_SUvnLs0ix-vMSqZt03ijIwXOMuQd5s-NZMQWwltNmhdtV6X45DgpGIdNFKGFyixO0WO7GhQMzYV54-QegOrTgCN3RMjgM5WGM-bFrRoF4FFHcap8zlwKpLfHaorakKV2cATED3qdUJyrSzIkQCfTNxq2rXClYgwDkx-wDK9_jpZ_bXK-KOYYcf14xcmEx9IWkmqc6D16uWhJyRUq2WuFYywx7gS1M36YyNX2j2zuH5ePk5bdwTPRBt8EBDknZ2xuxbNN1y-aMN6th5C6a88u7P2li04HB0mcnQLfKyXYafoJfNRpIUS3QlApIDdUS7JjaRBlQQ",
  p: "zKc2zGVaXy9uBhXooLNzCe93nIhis0BYgZeoGWjDS6SKzz0E6eEAObjIMuZC_x_fz9uZmZkExWiMltlO4ZQfttmWQ7LJhHyWZKhr2zIH21CY9wmcQJJhUBiUStyyq0re9SgqVZ0sMB-eKoI-wKljuByDJSJmEM6VDybcykM-5EE",
  q: "uWRHsMe8IN5QeDzLHaGiqlsuIurLk9JdBn52dR2uakH1Y8cnygQAIv6xjSD7e7F8eMk8SWdijtproBVBCYeXqX8Gfgsaxd9LdyznphW37F3pukP0VFckp0ZNkjRtiG2nNhvGOmMWrJKt0_UY4_J2DT3e-jaVqNWdcrmXaxYa2Yc",
  dp: "rq88MxOAJCdT_pXMzv7dfumMa2xu8xpFcbiFn8qwiGyWn3YyL4ACtUJogCnTnfkTDVUgst7OF8K53jj2_81zlJv9iyOcpx3BMYIhLiRyWF1fc94cJXHM5pVUXuIrD9MEpLX4DMPv59PVKeuqrMDpgUm1F4lZHZd33EsLwwnLMQE",
  dq: "KEvgvU8c2DQaX5gvOhiZB9hb1eEdMNtHtxKj4t75u0Ts9qwiPOnTsceUhi2GHCO-_24WOYpMROq6_AfCpDShxYjDu3_kaOAZQiUzkMklui3LkN4WbIKoh-djEwVsTXwwHTW6R5SkKAyV1f1vVJSuDkDFh7N3okQUPgyTGgaq_V8",
  qi: "dApn54Z5wrR4vlyUBTHLOUzeJK0wJCXZOTeB2MSD6ZBfhAA53W1GO67RQcjzzVxrNnwQY1TIMM3YwQLHethKUHvYCek7GieIglbPIRjHZPipxJFv_0ANtUqcnBfpCgi4Hnv1UXANDGCMa2x-9W0I_axCkMFgU2i7vFOCKxDm6Vs",
  alg: "RS256",
  use: "sig",
  kid: "iiGqU1BXzriCFC6wkdKVEjwHdFV_oW372WZnUw7elzc",
};

export const es256TestKey: SigningKey = {
  kty: "EC",
  x: "o3D3QvXKN3FvqYiH6RYelWXPVIFTwdU9C1htMIWCaL4",
  y: "bfWS7bW9wOBa0ic9mTRZVEmF8YW3BPwqkmBBKtfvuDQ",
  crv: "P-256",
  d: "YO_Cl9A8c0fGyz8L3LNOLX7KVWcGFbPNEQFOhkbR67k",
  alg: "ES256",
  use: "sig",
  kid: "3hVNKUapx9ikqhQIyM0pyb7vNGe2FIAi4TSYRkhEMSI",
};
