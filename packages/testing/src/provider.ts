// A real OpenID Provider on this machine, with people to pick from: a first login without an account anywhere.
import { randomBytes } from "node:crypto"
import type { RequestListener } from "node:http"
import { createCertifiedProvider } from "./certified-provider.js"
import { type DevelopmentConfig, developmentConfig } from "./development-config.js"
import type { ProviderLifetimes } from "./lifetimes.js"
import { listenOnLoopback } from "./loopback.js"
import { misbehavingListener } from "./misbehaviour/misbehaving-listener.js"
import { faultOf, type Misbehaving, type Misbehaviour } from "./misbehaviour/misbehaviours.js"
import { createPages } from "./pages.js"
import { defaultUsers, type ProviderUser, peopleBySub } from "./people.js"

export interface ProviderOptions {
  /** The port to listen on. Default: 0, any free one. */
  port?: number
  /** The heading of its pages. Default: `"Development provider"`. */
  name?: string
  /** A CSS colour for its pages, such as `"#0f766e"`. */
  accent?: string
  /** Who can be picked: claims, with a `sub` of their own each. Default: four people. */
  users?: readonly ProviderUser[]
  /** Default: `"development"`. */
  clientId?: string
  /** Default: random. */
  clientSecret?: string
  /** The application's callback, as `config` has it. Default: `"http://localhost:8501/oauth2callback"`. Every other loopback address is accepted too. */
  redirectUri?: string
  /** Where the application takes back-channel logouts, `http://localhost:8501/auth/backchannel-logout`. Default: nowhere, and none are sent. */
  backChannelLogoutUri?: string
  /** `"all"` (the default): the ID token has every claim that the scope asks for. `"strict"`: name, e-mail and the like only at UserInfo, as the specification prefers. */
  idTokenClaims?: "all" | "strict"
  /** How long its tokens are good, in whole seconds: with `{ accessToken: 2 }` a test sees one run out. */
  lifetimes?: ProviderLifetimes
  /** Called for every request that reaches the provider, before it is answered; `path` is without the query. */
  onRequest?(request: { method: string; path: string }): void
  /** How it misbehaves from the start, so that a test can see what an application makes of it. Default: it behaves. */
  misbehave?: Misbehaviour | Misbehaving
}

export interface DevelopmentProvider {
  /** `http://localhost:PORT`, without a final slash. */
  readonly issuer: string
  /** For `createAuth` as it is, and for `parseConfig({ auth: { ...config.auth, … } })` with changes. */
  readonly config: DevelopmentConfig
  /** Who can be picked. */
  readonly users: readonly ProviderUser[]
  /**
   * Misbehaves from the next request on; with `undefined` it behaves again.
   *
   * @throws TypeError when there is no such misbehaviour, or it cannot happen there
   */
  misbehave(name: Misbehaviour | undefined, options?: Pick<Misbehaving, "at">): void
  /** Ends every connection and frees the port. Can be called again. */
  close(): Promise<void>
}

/**
 * Starts the certified `oidc-provider` on the loopback interface, for development and tests. Everything it knows is in
 * memory. Its one client may use any loopback address as `redirect_uri` and `post_logout_redirect_uri`; consent is not
 * asked for; PKCE (S256) is required; `offline_access` brings a refresh token, which changes with every use.
 *
 * @throws the error as Node gives it (`code` `EADDRINUSE`) when the port is taken
 * @throws TypeError when an option makes no sense: two users with one `sub`, an `accent` that is no colour, a
 * lifetime that is no number of seconds, a misbehaviour that does not exist
 */
export async function startProvider(options: ProviderOptions = {}): Promise<DevelopmentProvider> {
  const {
    port = 0,
    name = "Development provider",
    accent = "#0f766e",
    users = defaultUsers,
    clientId = "development",
    clientSecret = randomText(),
    redirectUri = "http://localhost:8501/oauth2callback",
    backChannelLogoutUri,
    idTokenClaims = "all",
    lifetimes = {},
    onRequest,
    misbehave,
  } = options
  const people = peopleBySub(users)
  judgeLifetimes(lifetimes)
  const pages = createPages({ name, accent })
  const misbehaving = typeof misbehave === "string" ? { name: misbehave } : misbehave
  if (misbehaving) faultOf(misbehaving)

  // The issuer has the port in it, so the port comes first; who connects before the provider is ready waits for it.
  const ready = withResolvers<RequestListener>()
  const server = await listenOnLoopback(async (request, response) => {
    onRequest?.({ method: request.method ?? "GET", path: (request.url ?? "/").split("?", 1)[0] ?? "/" })
    const listener = await ready.promise
    listener(request, response)
  }, port)

  try {
    const issuer = `http://localhost:${server.port}`
    const provider = await createCertifiedProvider({
      issuer,
      people,
      pages,
      client: { id: clientId, secret: clientSecret, redirectUri, backChannelLogoutUri },
      claimsInIdToken: idTokenClaims === "all",
      lifetimes,
      cookieSecret: randomText(),
    })
    const config = developmentConfig({
      redirect_uri: redirectUri,
      cookie_secret: randomText(),
      client_id: clientId,
      client_secret: clientSecret,
      server_metadata_url: `${issuer}/.well-known/openid-configuration`,
    })
    const { listener, set } = misbehavingListener({ behaves: provider.callback(), issuer, clientId })
    set(misbehaving)
    ready.resolve(listener)
    return {
      issuer,
      config,
      users: [...people.values()],
      misbehave: (name, { at } = {}) => set(name && { name, at }),
      close: server.close,
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

function judgeLifetimes(lifetimes: ProviderLifetimes): void {
  for (const [name, seconds] of Object.entries(lifetimes)) {
    if (seconds === undefined || (Number.isInteger(seconds) && seconds > 0)) continue
    throw new TypeError(`lifetimes: ${name} is a whole number of seconds above 0`)
  }
}

function randomText(): string {
  return randomBytes(32).toString("base64url")
}

// Promise.withResolvers came with Node 22.
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}
