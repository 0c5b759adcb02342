/** The application behind the doors: made as a user makes it, asked as an adapter asks it, and watched. */
import { type RequestLike, target } from "../../src/http/fetch-metadata.js"
import { type Auth, createAuth, type LogEvent, type LoginOptions, parseConfig, type Session } from "../../src/index.js"
import { type Clock, countedRandom, createClock } from "../support/clock.js"
import {
  clientId,
  clientSecret,
  code,
  forgeEndpoints,
  type MemoryProvider,
  memoryProvider,
  metadata,
  metadataUrl,
} from "./provider.js"

const cookieSecret = "canary-cookie-secret-9c7e1b5a3f2d4068"

/** A request as an adapter shows it: also what no Request can hold. */
export interface Ask {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The body comes as a stream, as that of a Request. */
  readonly isStream?: boolean
}

export interface Answer {
  readonly ask: Ask
  /** What was thrown in place of an answer. */
  readonly thrown?: unknown
  readonly status: number
  readonly headers: Headers
  /** Set-Cookie lines. */
  readonly cookies: readonly string[]
  readonly body: string
  readonly log: readonly LogEvent[]
  /** Of this thread, in ms, at most: what the clock says, or what the whole process has used, whichever is less. */
  readonly work: number
}

/** A login that the visitor is away for. */
export interface Begun {
  readonly cookie: string
  readonly state: string
  readonly nonce: string
}

export interface Application {
  readonly auth: Auth
  readonly clock: Clock
  readonly provider: MemoryProvider
  readonly origin: string
  /** Of the session's cookie; every other begins with it. */
  readonly cookieName: string
  readonly secrets: readonly string[]
  /** One of its own routes. */
  route(ask: Ask): Promise<Answer>
  /** A page of the application that wants a user. */
  guard(ask: Ask, provider?: string): Promise<Answer>
  /** Its own handler calls `login()`. */
  call(ask: Ask, options: LoginOptions): Promise<Answer>
  /** Whether a URL is one of its own routes. */
  serves(url: string): boolean
  /** The Cookie header of a browser that keeps what an answer sets, and had nothing before. */
  afterwards(answer: Answer): string
  session(cookie: string): Promise<Session>
  begin(provider?: string): Promise<Begun>
  /** The login that an answer begins, when it does. */
  begunBy(answer: Answer): Begun | undefined
  /** The honest end of a login; gives the Cookie header of the session. */
  finish(begun: Begun, provider?: string): Promise<string>
  /** A whole login; gives the Cookie header of the session. */
  login(provider?: string): Promise<string>
}

export const navigation = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", accept: "text/html,*/*;q=0.8" }

const registration = { client_id: clientId, client_secret: clientSecret }
const openid = { ...registration, server_metadata_url: metadataUrl }

/** By name in the table. `idp` asks no UserInfo, `full` always does and logs out at the provider, `post` wants form_post. */
const providers = {
  idp: { ...openid, userinfo: "never", client_kwargs: { prompt: "" } },
  full: { ...openid, userinfo: "always", logout: "provider", expose_tokens: ["id", "access"] },
  post: { ...openid, userinfo: "never", client_kwargs: { response_mode: "form_post" } },
  forge: { ...registration, ...forgeEndpoints, type: "oauth2", claims_mapping: { sub: "id", name: "login" } },
}

const configs = new Map(
  ["https://app.example", "http://localhost:8501"].map((origin) => [
    origin,
    parseConfig({ auth: { redirect_uri: `${origin}/oauth2callback`, cookie_secret: cookieSecret, ...providers } }),
  ]),
)

export async function createApplication(origin = "https://app.example"): Promise<Application> {
  const config = configs.get(origin)
  if (config === undefined) throw new Error(`no configuration for ${origin}`)
  const clock = createClock()
  const provider = await memoryProvider(clock)
  const log: LogEvent[] = []
  const auth = createAuth(config, {
    log: (event) => {
      log.push(event)
    },
    runtime: { now: clock.now, random: countedRandom(), fetch: provider.fetch },
  })

  /** Lets the application work, and takes down what it comes to. */
  async function watch(ask: Ask, work: (request: View) => Promise<Response | undefined>): Promise<Answer> {
    log.length = 0
    const request = view(ask, origin)
    const cpu = process.cpuUsage()
    const began = performance.now()
    const { response, thrown } = await work(request).then(
      (response) => ({ response, thrown: response === undefined ? new Error("nobody answered") : undefined }),
      (thrown: unknown) => ({ response: undefined, thrown: thrown ?? new Error("nothing was thrown") }),
    )
    const elapsed = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    const headers = response?.headers ?? new Headers()
    return {
      ask,
      ...(thrown === undefined ? {} : { thrown }),
      status: response?.status ?? 0,
      headers,
      cookies: headers.getSetCookie(),
      body: response === undefined || response.body === null ? "" : await response.text(),
      log: [...log],
      work: Math.min(elapsed, (user + system) / 1000),
    }
  }

  /** The browser has arrived at the provider. */
  function begunBy(headers: Headers): Begun | undefined {
    const location = headers.get("location") ?? ""
    const asked = new URLSearchParams(location.slice(location.indexOf("?")))
    const [state, nonce = ""] = [asked.get("state"), asked.get("nonce") ?? ""]
    if (!location.startsWith("https://") || state === null) return undefined
    provider.nonce = nonce
    provider.heard.length = 0
    return { cookie: kept(headers), state, nonce }
  }

  const application: Application = {
    auth,
    clock,
    provider,
    origin,
    cookieName: origin.startsWith("https:") ? "__Host-auth" : "auth-8501",
    secrets: [cookieSecret, clientSecret],
    route: (ask) => watch(ask, (request) => auth.handle(request)),
    guard: (ask, provider) =>
      watch(ask, async (request) => {
        const access = await auth.requireUser(request, provider === undefined ? {} : { provider })
        return access.ok ? new Response("for users", { headers: { "cache-control": "no-store" } }) : access.response
      }),
    call: (ask, options) => watch(ask, (request) => auth.login(request, options)),
    session: (cookie) => auth.getSession(view({ url: "/", headers: { cookie } }, origin)),
    async begin(name = "idp") {
      const response = await auth.login(view({ url: "/", headers: navigation }, origin), name)
      const begun = begunBy(response.headers)
      if (begun === undefined) throw new Error(`an honest login began with ${response.status}`)
      return begun
    },
    async finish({ cookie, state }, name = "idp") {
      const parameters = name === "forge" ? { code, state } : { code, state, iss: metadata.issuer }
      const url = `/oauth2callback?${new URLSearchParams(parameters)}`
      const response = await auth.handle(view({ url, headers: { ...navigation, cookie } }, origin))
      if (response?.status !== 302) throw new Error(`an honest login answered ${response?.status}`)
      return kept(response.headers)
    },
    serves: (url) => auth.routes.includes(target({ url }).path),
    afterwards: ({ headers }) => kept(headers),
    begunBy: ({ headers }) => begunBy(headers),
    login: async (name) => application.finish(await application.begin(name), name),
  }
  return application
}

type View = RequestLike & { text(): Promise<string>; readonly body?: ReadableStream<Uint8Array> | null }

function view({ method = "GET", url, headers = {}, body = "", isStream = false }: Ask, origin: string): View {
  if (isStream) return new Request(new URL(url, origin), { method, headers, body })
  return {
    method,
    url,
    headers: { get: (name) => (Object.hasOwn(headers, name) ? (headers[name] as string) : null) },
    text: async () => body,
  }
}

/** The Cookie header of a browser that keeps what this answer sets. */
function kept(headers: Headers): string {
  const pairs = headers.getSetCookie().map((line) => line.slice(0, line.indexOf(";")))
  return pairs.filter((pair) => !pair.endsWith("=")).join("; ")
}
