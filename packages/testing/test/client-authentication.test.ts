// The core's ways to prove who it is, and its pushed requests, at the certified oidc-provider: it wrote neither side.
import { generateKeyPairSync, type KeyObject } from "node:crypto"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createAuth, type LogEvent, parseConfig } from "@x/core"
import type { ClientMetadata } from "oidc-provider"
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js"
import { Provider } from "oidc-provider/lib/provider.js"
import { afterEach, describe, expect, it } from "vitest"
import { createBrowser } from "../src/browser.js"
import { signingKeys } from "../src/signing-keys.js"

const redirectUri = "http://localhost:8501/oauth2callback"
const servers = new Set<Server>()

afterEach(() => {
  for (const server of servers) server.close().closeAllConnections()
  servers.clear()
})

interface Given {
  readonly client: Partial<ClientMetadata>
  /** It takes no login that was not pushed. */
  readonly wantsPushed?: boolean
}

/** Strict, and on a free port of this machine; everybody is Ada, who says yes to everything. */
async function start({ client, wantsPushed = false }: Given): Promise<{ issuer: string; paths: string[] }> {
  const server = createServer()
  servers.add(server)
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    jwks: { keys: await signingKeys() },
    cookies: { keys: ["a secret of this test"] },
    clients: [{ client_id: "the-client", redirect_uris: [redirectUri], ...client }],
    claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: wantsPushed },
    },
    enabledJWA: {
      clientAuthSigningAlgValues: ["HS256", "RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    interactions: { url: (_context, { uid }) => `/people/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: "Ada", email: "ada@example.com" }),
    }),
    async loadExistingGrant({ oidc: { client: asking, session, params } }) {
      const grant = new provider.Grant({ clientId: asking?.clientId ?? "", accountId: session?.accountId ?? "" })
      grant.addOIDCScope(String(params?.scope))
      await grant.save()
      return grant
    },
  })
  const paths: string[] = []
  provider.use(async (context, next) => {
    paths.push(`${context.method} ${context.path.split("/")[1]}`)
    if (!context.path.startsWith("/people/")) return next()
    const login = { login: { accountId: "ada" } }
    context.redirect(await provider.interactionResult(context.req, context.res, login))
  })
  server.on("request", provider.callback())
  return { issuer, paths }
}

/** A whole login; what the application knows of its visitor then, and its log. */
async function login(issuer: string, table: Record<string, unknown>) {
  const log: LogEvent[] = []
  const own = { client_id: "the-client", server_metadata_url: issuer, client_kwargs: { prompt: "" }, ...table }
  const auth = { redirect_uri: redirectUri, cookie_secret: "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU", idp: own }
  const { login: begin, handle, getUser } = createAuth(parseConfig({ auth }), { log: (event) => void log.push(event) })
  const started = await begin(new Request("http://localhost:8501/"))
  const browser = createBrowser()
  const url = started.headers.get("location") ?? ""
  const left = await browser.follow(
    await browser.get(url),
    ({ location }) => location?.startsWith(redirectUri) === true,
  )
  const cookie = (response: Response) => response.headers.getSetCookie().map((text) => text.split(";")[0])
  const back = new Request(left.location ?? "", { headers: { cookie: cookie(started).join("; ") } })
  const finished = (await handle(back)) as Response
  const user = await getUser(
    new Request("http://localhost:8501/", { headers: { cookie: cookie(finished).join("; ") } }),
  )
  return { url, user, status: finished.status, log }
}

const halves = (pair: { privateKey: KeyObject; publicKey: KeyObject }) => ({
  pem: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  jwk: pair.privateKey.export({ format: "jwk" }),
  public: pair.publicKey.export({ format: "jwk" }),
})
const keys = {
  RS256: halves(generateKeyPairSync("rsa", { modulusLength: 2048 })),
  PS256: halves(generateKeyPairSync("rsa", { modulusLength: 2048 })),
  ES256: halves(generateKeyPairSync("ec", { namedCurve: "P-256" })),
  ES384: halves(generateKeyPairSync("ec", { namedCurve: "P-384" })),
  ES512: halves(generateKeyPairSync("ec", { namedCurve: "P-521" })),
  EdDSA: halves(generateKeyPairSync("ed25519")),
}
const ada = { isLoggedIn: true, sub: "ada", name: "Ada" }

describe("private_key_jwt", () => {
  it.each(Object.entries(keys))("%s, as PEM and as JWK", async (alg, key) => {
    const { issuer } = await start({
      client: {
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_signing_alg: alg as "RS256",
        jwks: { keys: [{ ...key.public, kid: "mine" }] },
      },
    })
    const named = { client_private_key: { ...key.jwk, alg, kid: "mine" } }
    const tables = alg === "PS256" ? [named] : [named, { client_private_key: key.pem, key_id: "mine" }]
    for (const table of tables) expect(await login(issuer, table)).toMatchObject({ user: ada, log: [] })
  })

  it("with another key it is client_rejected", async () => {
    const { issuer } = await start({
      client: { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [keys.RS256.public] } },
    })
    const { user, status, log } = await login(issuer, { client_private_key: keys.PS256.pem })
    expect([user, status]).toEqual([{ isLoggedIn: false }, 502])
    expect(log).toMatchObject([{ event: "client_rejected" }])
  })
})

const secret = "a-secret-of-the-provider-of-32-bytes"

it.each(["client_secret_basic", "client_secret_post", "client_secret_jwt"] as const)("%s", async (method) => {
  const { issuer } = await start({ client: { client_secret: secret, token_endpoint_auth_method: method } })
  const table = { client_secret: secret, token_endpoint_auth_method: method }
  expect(await login(issuer, table)).toMatchObject({ user: ada, log: [] })
})

it("none", async () => {
  const { issuer } = await start({ client: { token_endpoint_auth_method: "none" } })
  expect(await login(issuer, { token_endpoint_auth_method: "none" })).toMatchObject({ user: ada, log: [] })
})

describe("RFC 9126 a pushed request", () => {
  const byKey = { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [keys.ES256.public] } } as const

  it.each<[string, Given, object]>([
    ["with a secret", { client: { client_secret: secret }, wantsPushed: true }, { client_secret: secret }],
    ["with a key", { client: byKey, wantsPushed: true }, { client_private_key: keys.ES256.pem }],
    ["asked for", { client: byKey }, { client_private_key: keys.ES256.pem, pushed_authorization_requests: true }],
  ])("%s", async (_, given, table) => {
    const { issuer, paths } = await start(given)
    const { url, user, log } = await login(issuer, { ...table })
    expect(user).toMatchObject(ada)
    expect(log).toEqual([])
    expect([...new URL(url).searchParams.keys()].sort()).toEqual(["client_id", "request_uri"])
    expect(paths).toContain("POST request")
  })
})
