/** A provider as the protocol sees it: who we are there, where it is, and how to reach it. */
import type { OpenIdSettings, ProviderSettings } from "../config/settings.js"
import type { Runtime } from "../runtime.js"
import type { BoundedFetch } from "./bounded-fetch.js"
import type { Keys } from "./documents.js"
import type { Metadata } from "./metadata.js"
import type { ServerMetadata } from "./peer.js"
import type { SigningKey } from "./signing-key.js"

export interface Party {
  readonly provider: ProviderSettings
  readonly metadata: ServerMetadata
  readonly fetch: BoundedFetch
  readonly runtime: Runtime
  /** For a client that has a private key. */
  readonly signingKey: SigningKey | undefined
}

/** One that signs ID tokens. */
export interface OpenIdParty extends Party {
  readonly provider: OpenIdSettings
  readonly metadata: Metadata
  readonly keys: KeySource
}

/** Where the provider's keys come from; `renew` when one is missing. */
export interface KeySource {
  get(): Promise<Keys>
  renew(): Promise<Keys>
}
