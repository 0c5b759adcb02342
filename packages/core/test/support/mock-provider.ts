/** Plays a provider over msw: published metadata, keys, an authorization endpoint, a token endpoint that checks, UserInfo. */
import type { JWK } from "jose"
import { type HttpHandler, HttpResponse, http } from "msw"
import { assertedClient, clientOfSignedSecret } from "./client-assertion.js"
import type { Clock } from "./clock.js"
import { compactJws, halfHash, type Json, sha256 } from "./compact-jws.js"
import { type SigningKey, signingKey } from "./keys.js"
import type { Profile } from "./profiles.js"

export interface Client {
  readonly id: string
  /** None for a public client. */
  readonly secret?: string
  /** The public halves of its keys, as they are registered. */
  readonly keys?: readonly JWK[]
}

export interface Seen {
  readonly headers: Headers
  readonly body: string
}

/** What the visitor brings back from the provider. */
export interface Answer {
  readonly redirectUri: string
  readonly method: "GET" | "POST"
  readonly parameters: URLSearchParams
}

/** Where a provider goes wrong: each gets what would be said, and gives what is said. */
export interface Faults {
  metadata?(document: Json): unknown
  keys?(keys: object[]): object[] | Response
  header?(header: Json): Json
  claims?(claims: Json): Json
  /** Makes the whole ID token. */
  idToken?(header: Json, claims: Json, key: SigningKey): string | Promise<string>
  tokens?(answer: Json): unknown
  /** The whole answer to a refresh; one that never comes is a promise that nobody keeps. */
  refresh?(answer: Json): unknown
  /** Before the refresh token is looked at, and used up. */
  beforeRefresh?(): Response
  userinfo?(claims: Json): unknown
  /** The list of addresses, of a provider that has one. */
  emails?(list: readonly object[]): unknown
  callback?(parameters: URLSearchParams): void
  /** The whole answer to a pushed request. */
  pushed?(): Response
}

export interface MockProvider {
  readonly profile: Profile
  readonly handlers: HttpHandler[]
  readonly seen: {
    metadata: number
    keys: number
    authorize: URL[]
    pushed: Seen[]
    /** Codes that were exchanged. */
    token: Seen[]
    refresh: Seen[]
    userinfo: Seen[]
    emails: Seen[]
    idTokens: string[]
    logout: URL[]
  }
  /** Codes, tokens, states, verifiers: nothing of it may stand in a log or on a page. */
  readonly secrets: Set<string>
  faults: Faults
  /** Signs from now on with the key of this name, and publishes no other. */
  rotate(kid: string): void
  /** The visitor at the authorization endpoint: logs in and says yes. */
  authorize(url: string): Answer
  /** The visitor says no, or the provider does. */
  refuse(url: string, error: string): Answer
  /** A logout token as it is posted to an application's back channel, with what is wrong with it. */
  logoutToken(faults?: LogoutTokenFaults): Promise<string>
  /** The visitor at the logout endpoint; gives the address to which it sends them back. */
  logout(url: string): string
}

/** Each gets what would be said, and gives what is said. */
export interface LogoutTokenFaults {
  claims?(claims: Json): Json
  header?(header: Json): Json
  /** Makes the whole token. */
  token?(header: Json, claims: Json, key: SigningKey): string | Promise<string>
}

interface Grant {
  readonly client: Client
  readonly redirectUri: string
  readonly challenge: string | null
  readonly nonce: string | null
  readonly maxAge: string | null
  readonly sid: string | undefined
}

/** What a refresh token stands for. One that was used ends the whole grant when it comes again. */
interface Refreshable {
  readonly grant: Grant
  /** Seconds since the epoch. */
  readonly since: number
  current: string | undefined
}

export function mockProvider(profile: Profile, { clients, clock }: { clients: Client[]; clock: Clock }): MockProvider {
  const { metadata, ways = {} } = profile
  const grants = new Map<string, Grant>()
  const refreshables = new Map<string, Refreshable>()
  const accessTokens = new Set<string>()
  const secrets = new Set<string>()
  const pushed = new Map<string, URLSearchParams>()
  const usedAssertions = new Set<string>()
  const seen: MockProvider["seen"] = {
    metadata: 0,
    keys: 0,
    authorize: [],
    pushed: [],
    token: [],
    refresh: [],
    userinfo: [],
    emails: [],
    idTokens: [],
    logout: [],
  }
  let kid = `${new URL(metadata.issuer).hostname} 1`
  let count = 0

  /** A value that a search finds wherever it leaks. */
  function canary(kind: string): string {
    count += 1
    const value = `canary-${kind}-${count}-4f9a0c`
    secrets.add(value)
    return value
  }

  /** @param since when the visitor logged in, of a login that is refreshed: its token repeats no nonce */
  async function makeIdToken(grant: Grant, accessToken: string, since?: number): Promise<string> {
    const key = await signingKey(kid)
    const now = clock.seconds()
    const repeatsNonce = grant.nonce !== null && !ways.withoutNonce && since === undefined
    const header = provider.faults.header?.({ alg: "RS256", kid, typ: "JWT" }) ?? { alg: "RS256", kid, typ: "JWT" }
    const honest: Json = {
      iss: metadata.issuer,
      aud: ways.audiences === undefined ? grant.client.id : [grant.client.id, ...ways.audiences],
      azp: grant.client.id,
      iat: now,
      exp: now + 3600,
      at_hash: await halfHash(accessToken),
      ...(repeatsNonce ? { nonce: grant.nonce } : {}),
      ...(grant.maxAge === null ? {} : { auth_time: since ?? now }),
      ...profile.idToken,
      ...(grant.sid === undefined ? {} : { sid: grant.sid }),
    }
    const claims = provider.faults.claims?.(honest) ?? honest
    const token = provider.faults.idToken?.(header, claims, key) ?? compactJws(header, claims, "RS256", key.privateKey)
    const made = await token
    secrets.add(made)
    seen.idTokens.push(made)
    return made
  }

  /** Whoever asks, if they can prove it. */
  async function clientOf(headers: Headers, form: URLSearchParams): Promise<Client | undefined> {
    if (ways.signedSecret !== undefined) {
      secrets.add(form.get("client_secret") ?? "")
      return headers.has("authorization")
        ? undefined
        : clientOfSignedSecret(clients, form, { ...ways.signedSecret, clock })
    }
    if (!form.has("client_assertion")) return authenticate(clients, headers, form, ways.authMethods)
    secrets.add(form.get("client_assertion") ?? "")
    if (headers.has("authorization")) return undefined
    const audience = ways.assertionAudience ?? metadata.issuer
    return assertedClient(clients, form, { audience, clock, used: usedAssertions, methods: ways.authMethods })
  }

  async function token({ request }: { request: Request }): Promise<Response> {
    const body = await request.text()
    const form = new URLSearchParams(body)
    const isRefresh = form.get("grant_type") === "refresh_token"
    seen[isRefresh ? "refresh" : "token"].push({ headers: request.headers, body })
    const verifier = form.get("code_verifier") ?? ""
    secrets.add(verifier)
    const client = await clientOf(request.headers, form)
    if (client === undefined || (ways.withoutPkce && verifier !== "")) return refusal("invalid_client", 401)
    return isRefresh ? refresh(form, client) : exchange(form, client)
  }

  async function exchange(form: URLSearchParams, client: Client): Promise<Response> {
    const code = form.get("code") ?? ""
    const grant = grants.get(code)
    // A code works once.
    grants.delete(code)
    if (form.get("grant_type") !== "authorization_code") return refusal("unsupported_grant_type")
    if (grant === undefined || grant.client !== client) return refusal("invalid_grant")
    if (form.get("redirect_uri") !== grant.redirectUri) return refusal("invalid_grant")
    const verifier = form.get("code_verifier") ?? ""
    const fits = /^[\w.~-]{43,128}$/.test(verifier) && (await sha256(verifier)) === grant.challenge
    if (!fits && !ways.withoutPkce) return refusal("invalid_grant")

    const answer = await tokensFor({ grant, since: clock.seconds(), current: undefined })
    return asResponse(provider.faults.tokens === undefined ? answer : provider.faults.tokens(answer))
  }

  /** RFC 6749 section 6, and RFC 9700 section 4.14.2: whoever shows a used one ends the grant. */
  async function refresh(form: URLSearchParams, client: Client): Promise<Response> {
    if (provider.faults.beforeRefresh !== undefined) return provider.faults.beforeRefresh()
    const shown = form.get("refresh_token") ?? ""
    const known = refreshables.get(shown)
    if (known === undefined || known.grant.client !== client) return refusal("invalid_grant")
    if (known.current !== shown) {
      known.current = undefined
      return refusal("invalid_grant")
    }
    const answer = await tokensFor(known, known.since)
    return asResponse(provider.faults.refresh === undefined ? answer : await provider.faults.refresh(answer))
  }

  /** @param since of a login that is refreshed */
  async function tokensFor(refreshable: Refreshable, since?: number): Promise<Json> {
    const accessToken = canary("access")
    accessTokens.add(accessToken)
    const isNew = refreshable.current === undefined || !ways.withoutRotation
    if (isNew) {
      refreshable.current = canary("refresh")
      refreshables.set(refreshable.current, refreshable)
    }
    return {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: 3599,
      scope: "openid profile email",
      ...(isNew ? { refresh_token: refreshable.current } : {}),
      id_token: await makeIdToken(refreshable.grant, accessToken, since),
    }
  }

  async function userinfo({ request }: { request: Request }): Promise<Response> {
    seen.userinfo.push({ headers: request.headers, body: "" })
    const bearer = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? ""
    if (!accessTokens.has(bearer)) {
      return new HttpResponse(null, { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } })
    }
    const claims: Json = { sub: profile.idToken.sub, ...profile.userinfo }
    return asResponse(provider.faults.userinfo === undefined ? claims : await provider.faults.userinfo(claims))
  }

  /** RFC 9126 section 2: the client proves itself, and what it asks for is kept for one use. */
  async function push({ request }: { request: Request }): Promise<Response> {
    const body = await request.text()
    seen.pushed.push({ headers: request.headers, body })
    const form = new URLSearchParams(body)
    for (const name of ["state", "nonce"]) if (form.has(name)) secrets.add(form.get(name) ?? "")
    if (provider.faults.pushed !== undefined) return provider.faults.pushed()
    const client = await clientOf(request.headers, form)
    if (client === undefined) return refusal("invalid_client", 401)
    if (form.get("client_id") !== client.id || form.has("request_uri")) return refusal("invalid_request")
    for (const name of ["client_secret", "client_assertion", "client_assertion_type"]) form.delete(name)
    const reference = `urn:ietf:params:oauth:request_uri:${pushed.size + 1}`
    pushed.set(reference, form)
    return HttpResponse.json({ request_uri: reference, expires_in: 60 }, { status: 201 })
  }

  /** What is asked, in the address or by a reference that works once. */
  function askedAt(url: string): URLSearchParams {
    const inAddress = new URL(url).searchParams
    const reference = inAddress.get("request_uri")
    if (reference === null) {
      if (ways.wantsPushed) throw new Error("invalid_request: it must be pushed")
      return inAddress
    }
    const asked = pushed.get(reference)
    pushed.delete(reference)
    if (asked === undefined || asked.get("client_id") !== inAddress.get("client_id")) {
      throw new Error("invalid_request_uri")
    }
    return asked
  }

  /** What every authorization endpoint checks before anybody logs in. */
  function open(url: string): { asked: URLSearchParams; client: Client; redirectUri: string } {
    const asked = askedAt(url)
    if (!isAt(url, metadata.authorization_endpoint)) throw new Error(`not my address: ${url}`)
    seen.authorize.push(new URL(url))
    const pkce = ways.withoutPkce ? [] : ["code_challenge", "code_challenge_method"]
    for (const name of ["client_id", "redirect_uri", "response_type", "scope", "state", ...pkce]) {
      if (asked.getAll(name).length !== 1) throw new Error(`invalid_request: one ${name} is needed`)
    }
    const client = clients.find(({ id }) => id === asked.get("client_id"))
    if (client === undefined) throw new Error("unauthorized_client")
    if (asked.get("response_type") !== "code") throw new Error("unsupported_response_type")
    if (!ways.withoutPkce && asked.get("code_challenge_method") !== "S256") throw new Error("invalid_request")
    if (!asked.get("scope")?.split(" ").includes("openid")) throw new Error("invalid_scope")
    const strange = asked
      .get("scope")
      ?.split(" ")
      .find((scope) => ways.scopes?.includes(scope) === false)
    if (strange !== undefined) throw new Error(`invalid_scope: ${strange}`)
    if (ways.wantsFormPost && asked.get("response_mode") !== "form_post") throw new Error("invalid_request: form_post")
    for (const name of ["state", "nonce"]) if (asked.has(name)) secrets.add(asked.get(name) ?? "")
    return { asked, client, redirectUri: asked.get("redirect_uri") ?? "" }
  }

  function comeBack(asked: URLSearchParams, redirectUri: string, parameters: URLSearchParams): Answer {
    parameters.set("state", asked.get("state") ?? "")
    if (ways.namesItself) parameters.set("iss", metadata.issuer)
    provider.faults.callback?.(parameters)
    return { redirectUri, method: asked.get("response_mode") === "form_post" ? "POST" : "GET", parameters }
  }

  const provider: MockProvider = {
    profile,
    seen,
    secrets,
    faults: {},
    rotate(next) {
      kid = next
    },
    authorize(url) {
      const { asked, client, redirectUri } = open(url)
      const error = ways.refusedPrompts?.[asked.get("prompt") ?? ""]
      if (error !== undefined) return comeBack(asked, redirectUri, new URLSearchParams({ error }))
      const code = canary("code")
      grants.set(code, {
        client,
        redirectUri,
        challenge: asked.get("code_challenge"),
        nonce: asked.get("nonce"),
        maxAge: asked.get("max_age"),
        sid: ways.namesSessions ? `session-${grants.size + seen.token.length + 1}` : undefined,
      })
      return comeBack(asked, redirectUri, new URLSearchParams({ code, ...ways.comesWith }))
    },
    refuse(url, error) {
      const { asked, redirectUri } = open(url)
      return comeBack(asked, redirectUri, new URLSearchParams({ error, error_description: "The visitor said no" }))
    },
    async logoutToken(given = {}) {
      const key = await signingKey(kid)
      const now = clock.seconds()
      count += 1
      const { sub, iss = metadata.issuer, tid, sid } = profile.idToken
      const honest: Json = {
        iss,
        sub,
        ...(sid === undefined ? {} : { sid }),
        ...(tid === undefined ? {} : { tid }),
        aud: clients[0]?.id,
        iat: now,
        exp: now + 120,
        jti: `logout ${count}`,
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      }
      const header = { alg: "RS256", kid, typ: "logout+jwt" }
      const said = [given.header?.(header) ?? header, given.claims?.(honest) ?? honest] as const
      const made = await (given.token?.(...said, key) ?? compactJws(...said, "RS256", key.privateKey))
      secrets.add(made)
      return made
    },
    logout(url) {
      const asked = new URL(url).searchParams
      seen.logout.push(new URL(url))
      const own = ways.logout !== undefined && isAt(url, ways.logout.endpoint) ? ways.logout : undefined
      if (own === undefined && !isAt(url, metadata.end_session_endpoint)) throw new Error(`not my address: ${url}`)
      const redirect = own?.redirectParameter ?? "post_logout_redirect_uri"
      const known = own === undefined ? ["id_token_hint", "client_id", redirect, "state"] : ["client_id", redirect]
      for (const name of asked.keys()) {
        if (!known.includes(name) || asked.getAll(name).length !== 1) throw new Error(`invalid_request: ${name}`)
      }
      if (!clients.some(({ id }) => id === asked.get("client_id"))) throw new Error("unauthorized_client")
      const hint = asked.get("id_token_hint")
      if (hint === null ? ways.logoutNeedsHint : !seen.idTokens.includes(hint)) throw new Error("invalid id_token_hint")
      const back = new URL(asked.get(redirect) ?? "")
      if (asked.has("state")) back.searchParams.set("state", asked.get("state") ?? "")
      return back.href
    },
    handlers: [
      http.get(profile.metadataUrl, () => {
        seen.metadata += 1
        return asResponse(provider.faults.metadata?.({ ...metadata }) ?? metadata)
      }),
      http.get(metadata.jwks_uri, async () => {
        seen.keys += 1
        const { jwk } = await signingKey(kid)
        const keys = [{ ...jwk, ...(ways.keyIssuer === undefined ? {} : { issuer: ways.keyIssuer }) }]
        const said = provider.faults.keys?.(keys) ?? keys
        return said instanceof Response ? said : HttpResponse.json({ keys: said })
      }),
      http.post(metadata.token_endpoint, token),
      ...(typeof metadata.pushed_authorization_request_endpoint === "string"
        ? [http.post(metadata.pushed_authorization_request_endpoint, push)]
        : []),
      ...(metadata.userinfo_endpoint === undefined ? [] : [http.get(metadata.userinfo_endpoint, userinfo)]),
    ],
  }
  return provider
}

export function isAt(url: string, endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false
  const [asked, mine] = [new URL(url), new URL(endpoint)]
  return asked.origin + asked.pathname === mine.origin + mine.pathname
}

/** As real servers read it: form-decoded on both sides of the first colon (RFC 6749 section 2.3.1). */
export function authenticate(
  clients: readonly Client[],
  headers: Headers,
  form: URLSearchParams,
  methods: readonly string[] | undefined,
): Client | undefined {
  const basic = /^Basic (.+)$/.exec(headers.get("authorization") ?? "")?.[1]
  const method = basic === undefined ? "client_secret_post" : "client_secret_basic"
  if (methods !== undefined && !methods.includes(method)) return undefined
  if (basic === undefined) {
    return clients.find(
      ({ id, secret }) => id === form.get("client_id") && (secret ?? null) === form.get("client_secret"),
    )
  }
  const credentials = Buffer.from(basic, "base64").toString()
  const colon = credentials.indexOf(":")
  const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "))
  const [id, secret] = [decode(credentials.slice(0, colon)), decode(credentials.slice(colon + 1))]
  return clients.find((client) => client.id === id && client.secret === secret)
}

export function refusal(error: string, status = 400): Response {
  return HttpResponse.json({ error, error_description: `the reason is ${error}` }, { status })
}

export function asResponse(said: unknown): Response {
  return said instanceof Response ? said : HttpResponse.json(said as Json)
}
