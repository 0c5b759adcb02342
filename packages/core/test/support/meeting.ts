/** A provider spoken with directly, as the flows do it, and a login there. */
import { expect } from "vitest"
import type { ProviderSettings } from "../../src/config/settings.js"
import { AuthError } from "../../src/errors.js"
import { createDiscovery } from "../../src/provider/discovery.js"
import type { Peer, TokenSet } from "../../src/provider/peer.js"
import { codeChallenge } from "../../src/provider/protocol.js"
import { createRuntime, type Runtime } from "../../src/runtime.js"
import { countedRandom } from "./clock.js"
import type { MockProvider } from "./mock-provider.js"
import { createWorld, type World, type WorldOptions } from "./world.js"

export interface Meeting {
  readonly world: World
  readonly provider: MockProvider
  readonly settings: ProviderSettings
  readonly peer: Peer
  /** A visitor's whole login. */
  login(more?: { maxAge?: number }): Promise<TokenSet>
  /** A login whose tokens can be renewed. */
  loginToRefresh(more?: { maxAge?: number }): Promise<TokenSet & { readonly refreshToken: string }>
}

/** @param runtime what is taken from outside, where it is not the world's */
export async function meet(options: WorldOptions = {}, runtime: Partial<Runtime> = {}): Promise<Meeting> {
  const world = createWorld(options)
  const [settings] = world.settings.providers.values()
  if (settings === undefined) throw new Error("no provider is configured")
  const discovery = createDiscovery({
    runtime: createRuntime({ now: world.clock.now, random: countedRandom(), ...runtime }),
    settings: world.settings,
  })
  const peer = await discovery.peerOf(settings)
  const { redirectUri } = world.settings.application

  async function login({ maxAge }: { maxAge?: number } = {}): Promise<TokenSet> {
    const verifier = "v".repeat(43)
    const [state, nonce] = ["canary-state-of-a-meeting", "canary-nonce-of-a-meeting"]
    const url = new URL(peer.metadata.authorization_endpoint)
    url.search = new URLSearchParams({
      client_id: settings?.clientId ?? "",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid",
      state,
      ...(peer.sends.nonce ? { nonce } : {}),
      ...(peer.sends.challenge ? { code_challenge: await codeChallenge(verifier), code_challenge_method: "S256" } : {}),
      ...(world.provider.profile.ways?.wantsFormPost ? { response_mode: "form_post" } : {}),
      ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
    }).toString()
    const { parameters } = world.provider.authorize(url.href)
    const asked = { state, nonce, verifier, redirectUri, silent: false }
    return peer.exchange({ parameters, ...asked, ...(maxAge === undefined ? {} : { maxAge }) })
  }

  return {
    world,
    provider: world.provider,
    settings,
    peer,
    login,
    async loginToRefresh(more) {
      const tokens = await login(more)
      const { refreshToken } = tokens
      if (refreshToken === undefined) throw new Error("the login brought no refresh token")
      return { ...tokens, refreshToken }
    },
  }
}

/** The code of what is thrown, and the evidence; nothing secret may stand in it. Undefined when nothing is. */
export async function failureOf(
  { world }: Pick<Meeting, "world">,
  work: Promise<unknown>,
): Promise<{ code: string; evidence: string } | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error === undefined) return undefined
  if (!(error instanceof AuthError)) throw error
  const evidence = causesOf(error).join(" – ")
  for (const secret of Object.values(world.providers).flatMap(({ secrets }) => [...secrets])) {
    if (secret.length > 8) expect(evidence).not.toContain(secret)
  }
  return { code: error.code, evidence }
}

/** What the log could be told, down to the last cause. */
function causesOf(error: Error): string[] {
  const { cause } = error
  if (!(cause instanceof Error)) return cause === undefined ? [] : [String(cause)]
  return [`${cause.message} ${JSON.stringify(cause)}`, ...causesOf(cause)]
}
