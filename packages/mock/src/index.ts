export { createMock, type ForkOptions, type Mock, type MockConnection, type MockOptions, type MockVerifierOptions } from "./mock.ts";
export {
  defineSeed,
  seedPassword,
  type AcmeSeed,
  type ApiKeyHandle,
  type OrganizationHandle,
  type RoleHandle,
  type Seed,
  type SeedApiKey,
  type SeedHandles,
  type SeedOf,
  type SeedOrganization,
  type SeedUser,
  type TeamHandle,
  type UserHandle,
} from "./seed.ts";
export type { Authenticator, AuthenticatorCredentials, AuthenticatorOptions, Deviation, VirtualCredential } from "./authenticator/options.ts";
export type { PasskeyAlgorithm } from "./authenticator/passkey-key.ts";
export type { SeedAuthPolicy } from "./seed-auth-policy.ts";
export type { SeedMfa, SeedMfaHandle } from "./seed-mfa.ts";
export type { ClientAtProvider, NewPersonAtProvider, PersonAtProvider, Providers } from "./providers/steer.ts";
export type { ProviderName } from "./domain/oauth/providers.ts";
export type { ProviderFailure } from "./providers/table.ts";
export type { IdentityHandle, ProviderPersonHandle, SeedIdentity, SeedProviderPerson } from "./seed-social.ts";
export type { PolicyHandle, SeedPolicy } from "./seed-policies.ts";
export type { SeedRole } from "./seed-roles.ts";
export type { SeedTeam } from "./seed-teams.ts";
export type { SeedWebhook, WebhookHandle } from "./seed-webhooks.ts";
export { isMockError, MockError, type MockErrorOptions } from "./mock-error.ts";
export type { FixtureOptions, MockFixtureOptions } from "./fixtures/fixture-options.ts";
export type { EvidenceMark, OperationEvidence } from "./evidence/evidence.ts";
export type { Fault, Faults } from "./faults.ts";
export type { Mail, Mailbox, MailFilter, MailOf } from "./mailbox.ts";
export type { DeliveryEntry, MockWebhooks } from "./webhooks/mock-webhooks.ts";
export type { WebhookOptions } from "./webhooks/options.ts";
export type { WebhookAddresses } from "./domain/webhooks/address.ts";
export { AddressRefused, type Deliver, type DeliveryAnswer, type OutgoingDelivery } from "./webhooks/deliver.ts";
export type { MockWebhookReceiver, ReceivedWebhook, ReceivedWebhookFilter, ReceiverAnswer, ReceiverOptions } from "./webhooks/receiver.ts";
export type { MockRealtime, RealtimeConnection, RealtimeTarget } from "./realtime/steer.ts";
export type { MockCloseEvent, MockWebSocket, MockWebSocketConstructor } from "./realtime/mock-socket.ts";
export type { RequestEntry } from "./pipeline/request-log.ts";
export type { Persistence } from "./persistence/persistence.ts";
export type { PersonaOptions } from "./persona.ts";
export type { MockStorage } from "./memory-storage.ts";
export type { Clock, WorldClock } from "./kernel/clock.ts";
export type { EventEnvelope } from "./domain/events/emit.ts";
export type { ExportedSnapshot, Snapshot } from "./kernel/snapshot.ts";
