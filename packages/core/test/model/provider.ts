/**
 * Two honest providers in memory. alpha checks PKCE and names itself in its answers (RFC 9207); beta does neither,
 * answers by POST, and keeps names and addresses for UserInfo.
 */
import { createHash } from "node:crypto"
import type { Clock } from "../support/clock.js"
import { compactJws, halfHash, type Json } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import type { Grant, Ledger, Person } from "./ledger.js"
import { clientSecret } from "./setting.js"

export type ProviderName = "alpha" | "beta"
export const providerNames = ["alpha", "beta"] as const

export type Endpoint = "metadata" | "keys" | "token" | "userinfo"
export type Trouble = "down" | "hangs" | "garbage" | "half an answer" | "errors" | "another issuer"

export const endpoints = ["metadata", "keys", "token", "userinfo"] as const
export const troubles = ["down", "hangs", "garbage", "half an answer", "errors", "another issuer"] as const

/** An account, as a provider remembers it in a browser. */
export interface Known {
  readonly account: string
  /** When it was last asked for, in seconds since the epoch. */
  readonly since: number
}

/** What the visitor's browser is told to do next. */
export interface Sent {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly body?: string
  /** What was agreed to, when it was. */
  readonly grant?: Grant
}

export interface Provider {
  readonly name: ProviderName
  /** What is wrong at the moment, by the endpoint. */
  readonly troubles: Map<Endpoint, Trouble>
  /** Nothing is wrong, and no process can have yesterday's keys. */
  isWell(): boolean
  renewKeys(): void
  /** Answers a request of one of the application's processes. */
  answer(process: string, url: URL, init: RequestInit): Promise<Response>
  /** Somebody at the authorization endpoint; no account says no. Undefined for what no provider would answer. */
  authorize(url: string, browser: Person, known: Known | undefined): Sent | undefined
  /** Whether it answers without a question, when it knows somebody. beta does not care for max_age. */
  isContent(url: string, known: Known): boolean
}

/** Seconds: no process fetches keys more often. */
const keysPause = 60

/** Seconds that the application waits for an answer. */
const patience = 10

export function createProvider(name: ProviderName, { clock, ledger }: { clock: Clock; ledger: Ledger }): Provider {
  const issuer = `https://${name}.example`
  const isAlpha = name === "alpha"
  const clientId = `client-at-${name}`
  const wrong = new Map<Endpoint, Trouble>()
  const accounts = new Map<string, string>()
  let keyNumber = 1
  let keysSince = Number.NEGATIVE_INFINITY

  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/logout`,
    id_token_signing_alg_values_supported: ["ES256"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
    ...(isAlpha ? { authorization_response_iss_parameter_supported: true } : {}),
  }

  const key = () => signingKey(`${name} ${keyNumber}`, "ES256")

  function secret(kind: string): string {
    const value = `canary-${kind}-${ledger.secrets.size}-4f9a0c`
    ledger.secrets.add(value)
    return value
  }

  async function tokens(process: string, form: URLSearchParams): Promise<Response> {
    const verifier = form.get("code_verifier") ?? ""
    ledger.secrets.add(verifier)
    const use = `${process} ${verifier}`
    ledger.exchanges.set(use, (ledger.exchanges.get(use) ?? 0) + 1)
    const grant = unused.get(form.get("code") ?? "")
    if (form.get("client_id") !== clientId || form.get("client_secret") !== clientSecret)
      return refusal("invalid_client")
    // A code works once.
    unused.delete(grant?.code ?? "")
    if (grant === undefined || form.get("redirect_uri") !== grant.redirectUri) return refusal("invalid_grant")
    if (isAlpha && createHash("sha256").update(verifier).digest("base64url") !== grant.challenge) {
      return refusal("invalid_grant")
    }
    const accessToken = secret("access")
    accounts.set(accessToken, grant.account)
    const now = clock.seconds()
    const { kid, privateKey } = await key()
    const claims: Json = {
      iss: issuer,
      aud: clientId,
      sub: subjectOf(grant.account),
      iat: now,
      exp: now + 3600,
      auth_time: grant.authTime,
      at_hash: await halfHash(accessToken),
      login: grant.id,
      ...(grant.nonce === null ? {} : { nonce: grant.nonce }),
      ...(isAlpha ? profileOf(grant.account) : {}),
    }
    const idToken = await compactJws({ alg: "ES256", kid, typ: "JWT" }, claims, "ES256", privateKey)
    ledger.secrets.add(idToken)
    return Response.json({ access_token: accessToken, token_type: "Bearer", expires_in: 3599, id_token: idToken })
  }

  const unused = new Map<string, Grant>()

  async function honest(endpoint: Endpoint, process: string, init: RequestInit): Promise<Response> {
    switch (endpoint) {
      case "metadata":
        return Response.json(metadata)
      case "keys":
        return Response.json({ keys: [(await key()).jwk] })
      case "token":
        return tokens(process, new URLSearchParams(String(init.body)))
      case "userinfo": {
        const bearer = (new Headers(init.headers).get("authorization") ?? "").slice("Bearer ".length)
        const account = accounts.get(bearer)
        if (account === undefined) return refusal("invalid_token")
        return Response.json({ sub: subjectOf(account), ...profileOf(account) })
      }
    }
  }

  return {
    name,
    troubles: wrong,
    isWell: () => wrong.size === 0 && clock.seconds() - keysSince > keysPause,

    renewKeys() {
      keyNumber = (keyNumber % 4) + 1
      keysSince = clock.seconds()
    },

    async answer(process, { pathname }, init) {
      const endpoint = pathname.startsWith("/.well-known/") ? "metadata" : (pathname.slice(1) as Endpoint)
      if (!endpoints.includes(endpoint)) throw new Error(`nobody serves ${pathname} at ${name}`)
      switch (wrong.get(endpoint)) {
        case undefined:
          return honest(endpoint, process, init)
        case "down":
          throw new TypeError("fetch failed")
        case "hangs":
          // By the clock of the walk; what a signal of the machine's own clock would do is told in other tests.
          clock.pass(patience)
          throw new DOMException("The operation was aborted due to timeout", "TimeoutError")
        case "garbage":
          return new Response("<!doctype html><title>Maintenance</title>", { headers: { "content-type": "text/html" } })
        case "half an answer":
          return new Response((await (await honest(endpoint, process, init)).text()).slice(0, -9), {
            headers: { "content-type": "application/json" },
          })
        case "errors":
          return Response.json({ error: "temporarily_unavailable" }, { status: 503 })
        case "another issuer":
          return endpoint === "metadata"
            ? Response.json({ ...metadata, issuer: "https://other.example" })
            : Response.json({ error: "server_error" }, { status: 400 })
      }
    },

    isContent(url, { since }) {
      const maxAge = new URL(url).searchParams.get("max_age")
      return !isAlpha || maxAge === null || clock.seconds() - since <= Number(maxAge)
    },

    authorize(url, browser, known) {
      const { origin, pathname, searchParams: asked } = new URL(url)
      const [state, redirectUri] = [asked.get("state"), asked.get("redirect_uri")]
      if (origin !== issuer || pathname !== "/authorize" || state === null || redirectUri === null) return undefined
      if (asked.get("client_id") !== clientId || asked.get("code_challenge_method") !== "S256") return undefined
      const answered = new URLSearchParams({ state, ...(isAlpha ? { iss: issuer } : {}) })
      let grant: Grant | undefined
      if (known === undefined) answered.set("error", "access_denied")
      else {
        const [nonce, challenge] = [asked.get("nonce"), asked.get("code_challenge")]
        const id = ledger.grants.size + 1
        const { account, since: authTime } = known
        const request = { provider: name, browser, state, nonce, challenge, redirectUri, url }
        grant = { ...request, id, code: secret("code"), account, authTime }
        ledger.grants.set(grant.code, grant)
        unused.set(grant.code, grant)
        answered.set("code", grant.code)
      }
      const agreed = grant === undefined ? {} : { grant }
      if (asked.get("response_mode") !== "form_post")
        return { method: "GET", url: `${redirectUri}?${answered}`, ...agreed }
      return { method: "POST", url: redirectUri, body: answered.toString(), ...agreed }
    },
  }
}

function subjectOf(account: string): string {
  return `subject of ${account}`
}

/** One account of each person has more to say than one cookie holds. */
function profileOf(account: string): Json {
  const big = account.includes("work")
    ? { memberships: Array.from({ length: 160 }, (_, index) => `a group, ${index} of 160`) }
    : {}
  return {
    name: account,
    email: `${account.replaceAll(" ", ".")}@mail.example`.toLowerCase(),
    email_verified: true,
    ...big,
  }
}

function refusal(error: string): Response {
  return Response.json(
    { error, error_description: `the reason is ${error}` },
    { status: error === "invalid_grant" ? 400 : 401 },
  )
}
