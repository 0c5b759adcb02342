/** Refreshes and logout tokens with a provider that nobody here wrote: the certified oidc-provider. */
import { createServer, type Server } from "node:http"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createBrowser } from "../../../testing/src/browser.js"
import { type DevelopmentProvider, type ProviderOptions, startProvider } from "../../../testing/src/provider.js"
import { settingsOf } from "../../src/config/config.js"
import { parseConfig } from "../../src/index.js"
import { createDiscovery } from "../../src/provider/discovery.js"
import { logoutTokenAddressee, mayBeIssuedBy } from "../../src/provider/logout-token.js"
import type { Peer, TokenSet } from "../../src/provider/peer.js"
import { codeChallenge } from "../../src/provider/protocol.js"
import { createRuntime } from "../../src/runtime.js"

let backChannel: Server
/** What came to the application's back channel. */
const posted: string[] = []
let provider: DevelopmentProvider

beforeAll(async () => {
  backChannel = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += chunk
    posted.push(body)
    response.end()
  })
  await new Promise<void>((resolve) => backChannel.listen(0, "127.0.0.1", resolve))
  const { port } = backChannel.address() as { port: number }
  const backChannelLogoutUri = `http://127.0.0.1:${port}/auth/backchannel-logout`
  provider = await startProvider({ backChannelLogoutUri, lifetimes: { accessToken: 60 } } satisfies ProviderOptions)
})

afterAll(async () => {
  await provider.close()
  await new Promise((resolve) => backChannel.close(resolve))
})

async function meet() {
  const settings = settingsOf(parseConfig({ auth: provider.config.auth }))
  const openId = settings?.providers.get("default")
  if (settings === undefined || openId?.type !== "oidc") throw new Error("no provider is configured")
  const peer = await createDiscovery({ runtime: createRuntime(), settings }).peerOf(openId)
  return { peer, openId, redirectUri: settings.application.redirectUri }
}

/** A login by Ada, whose browser then stands at the application's callback. */
async function login(peer: Peer, redirectUri: string, browser = createBrowser()): Promise<TokenSet> {
  const [state, nonce, verifier] = ["a-state", "a-nonce", "v".repeat(43)]
  const url = new URL(peer.metadata.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: peer.provider.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email offline_access",
    state,
    nonce,
    code_challenge: await codeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString()
  const leaves = ({ location }: { location?: string }) => location?.startsWith(redirectUri) === true
  const page = await browser.follow(await browser.get(url.href), leaves)
  const back = leaves(page) ? page : await browser.follow(await browser.pickUser(page, "ada"), leaves)
  const parameters = new URL(back.location ?? "").searchParams
  return peer.exchange({ parameters, state, nonce, verifier, redirectUri, silent: false })
}

test("a refresh brings new tokens and an ID token of the same login; the old one ends them all", async () => {
  const { peer, redirectUri } = await meet()
  const { refreshToken = "", claims, accessToken, expiresIn } = await login(peer, redirectUri)
  expect(expiresIn).toBe(60)
  const first = await peer.refresh({ refreshToken, claims })
  expect(first.claims).toMatchObject({ iss: provider.issuer, sub: "ada", email: "ada@example.com" })
  expect(first.accessToken).not.toBe(accessToken)
  const second = await peer.refresh({ refreshToken: first.refreshToken, claims })
  expect(new Set([refreshToken, first.refreshToken, second.refreshToken]).size).toBe(3)
  for (const used of [refreshToken, second.refreshToken]) {
    await expect(peer.refresh({ refreshToken: used, claims })).rejects.toMatchObject({
      code: "access_token_unavailable",
    })
  }
})

test("a refresh with the claims of somebody else's session is refused", async () => {
  const { peer, redirectUri } = await meet()
  const { refreshToken = "", claims } = await login(peer, redirectUri)
  const others = { ...claims, sub: "grace" }
  await expect(peer.refresh({ refreshToken, claims: others })).rejects.toMatchObject({ code: "id_token_invalid" })
})

test.each([
  ["code refused", "access_token_unavailable"],
  ["client refused", "client_rejected"],
  ["status 503", "provider_unreachable"],
  ["closed connection", "provider_unreachable"],
  ["HTML", "token_response_invalid"],
  ["wrong issuer", "id_token_invalid"],
  ["wrong audience", "id_token_invalid"],
  ["wrong nonce", "id_token_invalid"],
  ["bad signature", "id_token_invalid"],
] as const)("a refresh with a provider that misbehaves: %s", async (misbehaviour, code) => {
  const { peer, redirectUri } = await meet()
  const { refreshToken = "", claims } = await login(peer, redirectUri)
  provider.misbehave(misbehaviour, { at: "token_endpoint" })
  try {
    await expect(peer.refresh({ refreshToken, claims })).rejects.toMatchObject({ code })
  } finally {
    provider.misbehave(undefined)
  }
})

test("a logout at the provider comes by the back channel, and names the session", async () => {
  const { peer, openId, redirectUri } = await meet()
  const browser = createBrowser()
  const { claims, idToken = "" } = await login(peer, redirectUri, browser)
  const end = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: "http://localhost:8501/" })
  const question = await browser.get(`${provider.issuer}/session/end?${end}`)
  await browser.submit(question, { button: "logout" })

  const token = new URLSearchParams(posted.at(-1)).get("logout_token") ?? ""
  const addressee = logoutTokenAddressee(token)
  expect(addressee).toEqual({ issuer: provider.issuer, audiences: ["development"] })
  expect(mayBeIssuedBy(openId, addressee ?? { issuer: "", audiences: [] })).toBe(true)
  const read = await peer.readLogoutToken?.(token)
  expect(read).toMatchObject({ issuer: provider.issuer, subject: "ada", sid: claims.sid })
  expect(claims.sid).toEqual(expect.any(String))
  await expect(peer.readLogoutToken?.(idToken)).rejects.toMatchObject({ code: "logout_token_invalid" })
})
