/** What providers publish: metadata and keys, kept while fresh, one fetch in flight for everybody who waits. */

import { isLoopback } from "../config/rules.js"
import type { ApplicationSettings, OpenIdSettings, ProviderSettings, Settings } from "../config/settings.js"
import type { Runtime } from "../runtime.js"
import { boundedFetch, largestAnswer } from "./bounded-fetch.js"
import { type Cached, cached } from "./cached.js"
import { type Keys, requestKeys, requestMetadata } from "./documents.js"
import { judgeMetadata, type Metadata } from "./metadata.js"
import { oauth2Peer } from "./oauth2.js"
import { openIdPeer } from "./openid.js"
import type { Peer } from "./peer.js"
import { createSigningKey, type SigningKey } from "./signing-key.js"

export interface Discovery {
  /** The provider, ready to be spoken with. @throws {AuthError} provider_unreachable, provider_invalid, issuer_mismatch */
  peerOf(provider: ProviderSettings): Promise<Peer>
}

const minute = 60_000

/** Which addresses may be asked over http: those that never leave the machine, and those that the owner allowed. */
export function httpRule({ insecureOrigins }: Pick<ApplicationSettings, "insecureOrigins">): (url: URL) => boolean {
  return ({ hostname, origin }) => isLoopback(hostname) || insecureOrigins.includes(origin)
}

interface Publication {
  readonly metadata: Cached<Metadata>
  readonly keys: Cached<Keys>
}

/** Providers with one metadata URL share what is published there. */
export function createDiscovery({ runtime, settings }: { runtime: Runtime; settings: Settings }): Discovery {
  const mayBeHttp = httpRule(settings.application)
  const publications = new Map<string, Publication>()

  function publicationOf({ metadataUrl, issuer }: OpenIdSettings): Publication {
    const known = publications.get(metadataUrl)
    if (known !== undefined) return known
    // Whoever shares it waits as long as the most patient.
    const sharing = [...settings.providers.values()].filter(
      (provider) => provider.type === "oidc" && provider.metadataUrl === metadataUrl,
    )
    const fetch = boundedFetch(runtime, Math.max(...sharing.map(({ policy }) => policy.httpTimeout)))
    const { now } = runtime
    const metadata = cached(
      async () => {
        const document = await requestMetadata(fetch, metadataUrl)
        return judgeMetadata(document, { issuer, mayBeHttp })
      },
      { lifetime: 60 * minute, retry: minute, now },
    )
    const keys = cached(async () => requestKeys(fetch, await metadata.get()), {
      lifetime: 60 * minute,
      retry: minute,
      now,
    })
    const publication = { metadata, keys }
    publications.set(metadataUrl, publication)
    return publication
  }

  const signingKeys = new Map<string, SigningKey>()

  /** Imported once per provider, however many logins there are. */
  function signingKeyOf({ name, privateKey }: ProviderSettings): SigningKey | undefined {
    if (privateKey === undefined) return undefined
    const known = signingKeys.get(name) ?? createSigningKey(privateKey)
    signingKeys.set(name, known)
    return known
  }

  return {
    async peerOf(provider) {
      const fetch = boundedFetch(runtime, provider.policy.httpTimeout, largestAnswer)
      const signingKey = signingKeyOf(provider)
      if (provider.type === "oauth2") return oauth2Peer({ provider, fetch, runtime, signingKey })
      const { metadata, keys } = publicationOf(provider)
      return openIdPeer({
        provider,
        metadata: await metadata.get(),
        // A flood of unknown keys makes one request a minute.
        keys: { get: keys.get, renew: () => keys.renew(minute) },
        fetch,
        runtime,
        signingKey,
      })
    },
  }
}
