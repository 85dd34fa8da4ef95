import type { ReceivedWebhook } from "@plinto/mock";
import type { Scene } from "./scene.ts";

/** A type of event that webhooks get, as the description has it. Of types that are newer, nothing is known of `data`. */
export type WebhookEventType = Extract<ReceivedWebhook["event"], { readonly data: object }>["type"];

/** Performs the operation that causes an event, with all that it takes. */
export type Recipe = (scene: Scene) => Promise<unknown>;

/** Recipes by the events that they cause. */
export type Recipes<Type extends WebhookEventType> = Readonly<Record<Type, Recipe>>;

/** The types that begin with one of these words. */
export type TypesOf<Resource extends string> = Extract<WebhookEventType, `${Resource}.${string}`>;
