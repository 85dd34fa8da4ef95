/** The events that no operation causes, each with what does. */
export const uncaused = {
  "api_key.expiring": "It comes by itself a week before a key expires. Advance the clock of the mock.",
  "invitation.expired": "It comes by itself when an invitation expires. Advance the clock of the mock.",
  "webhook.disabled": "An endpoint causes it that answers a delivery with 410.",
  "webhook.dead_lettered": "An endpoint causes it that takes none of the attempts of a delivery.",
} as const;
