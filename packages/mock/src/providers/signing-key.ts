import type { JWK } from "jose";

/**
 * What the providers of the mock sign their ID tokens with. It is public by nature and signs nothing of Plinto: a token
 * of one is never taken for one of the other. `kid` is the thumbprint of RFC 7638.
 */
export const providerKey: JWK = {
  kty: "RSA",
  n: "psc-6_IDGtn0-JRqhjxt-R7Jq_OdW0jxg99RvTk2M7O0LYtW_VSU_c7fCxXzJvwCQX2I04z0167BT_HhaM6lT6OGwB_bevK9-b-9m2Guv5B5bXBTK3wYLcNn49hHNpFBBiNoXtdECLltmong3thX73OhhjLml8EzdZdLREvRUkcx_h4SA6aG3h0tPRCJUBk-EJ1Myu7yUZFWLtjJD6kZgW_NXwwrR6dgXdFVaIio7qwK70v8CvHOV-Crvax9X2g4R1u_ERWOvRtB1zjRD7Lj5hencOfRFJuAokFsbpe4WoDqjIR4gauZ8iYzg10UMTAbyJHcgmgJmPPz6J1b9JBIgw",
  e: "AQAB",
  d: "SedG0aUnjRGCRVj3L0696MOk2EaWtynGpAoknXYpt5VtRTVWseF2OFYgbjgmzGKl2UF4jU4L_TtaPEPR__B6PqUXBDHZv0yrtG0r5xvNJOQverhokn9l83mAou1m-R46sy6jhEtdwYPxtqZceENkDB6wN9h8aEjbtcL6PmReeFeOnqa05b9D1U6kT8L1uT8xOu4VvAB8o5pB_3tx3ho9MLLnGm5kBmXbQYcG-cGq0gHjEoAUqAniXS3DVkM067IWmVRvtfRZEZ_KWcZVZ-1KPIJd8VhpOUQt_5OoqAkpwQCJoOyUmZS08XQEEju4vRqBrW7pi709h_D6nrLz1jDKqQ",
  p: "3NS8fVX4scwVIj8Q9qrAS1-OeVRUREvwKisWATPY_wH33eERpMTHgOxbde8YEC29tv2ZtTupMHOF1sW4Z-O1pnNPi2NQ_v_XcNMDaXTnRCXjAsdeM6b7P5-QuR0qMCRYAovAhA4q7M8cfCGiGqyroyYTOCajuX_7ZtsDyc8WdM0",
  q: "wVbI9a9Tdp7Cu6TJcZZcy8fVWrjHA6I460LWhgN_ZgJB9laop8XGBWgUIp7-0tkhjUh4m0936kiHXIJ6c4PVdRHXY94cBCApu5T26-iXb-LukVwTcXYTfeGOpUT7hOVHSVOic-qcIXx8QWOeXq55rLTKKU-spFMO3a3YT-0JMo8",
  dp: "b6dgZj7Br6PwS5B3k0BiWbnG37GzqZR7qdZ_GbyNSuJD4PubYCPee2EGHWr2T7fQ5GT1Ap1Xvheq5By0UFLh1XcYEPH2UfgphfIrF3b0N5CwZwdGqfcTseeL1QzZ991oYmEmxZ4kNffB_0FCJRqI7cSikxF2VqRPCIJUOAVs5UE",
  dq: "N0UG9-0iEAP8qUXHbJhOeNbssB2ojupeGSsnRnJThibZEoHdfvCz1jHVp7wKHt6Bj_EKwWNrZWdMgu6t8L3cVLY_-8Wv_qHvLDe-itwYBp06FAXdbQ8TLWZAsBBTUr90rIqjIz4LWitLHipLSMfZ8rxQGpUzRlqUIl0jPF4HxhM",
  qi: "PvVWShJAS-gIgNcE5XeTnWAw_W-dvCAVCv7l36FGRl2WnQWfhjAosNGEKGlvKJckRVuYvtNu50IX22klC4zL19t5L6lKiSXOfT98yMb5Btei17Kwhxu5Z0FE-KlDewLDfZ06YbpPUyK9a2lVoJLP7JZzUJ3ikY3WOWYm_vxMh2M",
  alg: "RS256",
  use: "sig",
  kid: "o5yP9Z_soj-Jr1FqFivtXNCPvWMuWiZHUdq_rAJTE-Y",
};

/** Its public part (RFC 7517). */
export const publicProviderKey: JWK = {
  kty: "RSA",
  n: providerKey.n!,
  e: providerKey.e!,
  alg: "RS256",
  use: "sig",
  kid: providerKey.kid!,
};
