/**
 * A relying party without any library: fetch, node:crypto, and what OpenID Connect Core section 3.1 cannot do without.
 * It is the limit of a login, and no example: whatever can go wrong at a provider or a browser ends in a 400.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  verify,
} from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { type Person, personPath, type World } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

interface Metadata {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
}

interface IdToken extends Person {
  readonly iss: string
  readonly aud: string
  readonly exp: number
  readonly nonce: string
}

const lifetime = 30 * 24 * 60 * 60

export const contestant: Contestant = {
  login: "/login",
  mint: async (world, person) => `session=${sealer(world).seal({ ...person, until: now() + lifetime })}`,

  async start(world) {
    const { clientId, clientSecret, issuer, origin } = world
    const redirectUri = `${origin}/callback`
    const { seal, open } = sealer(world)
    const metadata = await fetchJson<Metadata>(`${issuer}/.well-known/openid-configuration`)
    const { keys } = await fetchJson<{ keys: (JsonWebKey & { kid: string })[] }>(metadata.jwks_uri)
    const keyring = new Map(keys.map((key) => [key.kid, createPublicKey({ format: "jwk", key })]))
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString("base64")

    function login(res: ServerResponse): void {
      const pending = { state: token(), nonce: token(), verifier: token() }
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: "openid profile email",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: createHash("sha256").update(pending.verifier).digest("base64url"),
        code_challenge_method: "S256",
      })
      res.setHeader("set-cookie", `pending=${seal(pending)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600`)
      res.writeHead(302, { location: `${metadata.authorization_endpoint}?${query}` }).end()
    }

    async function callback(req: IncomingMessage, res: ServerResponse, query: URLSearchParams): Promise<void> {
      const pending = open<Pending>(cookieOf(req, "pending"))
      if (pending === undefined || query.get("state") !== pending.state) return void res.writeHead(400).end()
      const tokens = await fetchJson<{ id_token: string }>(metadata.token_endpoint, {
        method: "POST",
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({
          grant_type: "authorization_code",
          code: query.get("code") ?? "",
          redirect_uri: redirectUri,
          code_verifier: pending.verifier,
        }),
      })
      const claims = verified(tokens.id_token, keyring)
      const fits = claims.iss === issuer && claims.aud === clientId && claims.exp > now()
      if (!fits || claims.nonce !== pending.nonce) throw new Error("an ID token for somebody else")
      const { sub, name, email } = claims
      const session = seal({ sub, name, email, until: now() + lifetime })
      res.setHeader("set-cookie", [
        "pending=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
        `session=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${lifetime}`,
      ])
      res.writeHead(302, { location: "/" }).end()
    }

    async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const [path, query = ""] = (req.url ?? "/").split("?", 2)
      if (path === personPath) {
        const session = open<Person & { until: number }>(cookieOf(req, "session"))
        answer(res, session !== undefined && session.until > now() ? session : undefined)
      } else if (path === "/login") login(res)
      else if (path === "/callback") await callback(req, res, new URLSearchParams(query))
      else res.writeHead(404).end()
    }

    return (req, res) => {
      serve(req, res).catch(() => res.writeHead(400).end())
    }
  },
}

function token(): string {
  return randomBytes(32).toString("base64url")
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

async function fetchJson<Document>(url: string, init?: RequestInit): Promise<Document> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return (await response.json()) as Document
}

/** The claims of an ID token with an RS256 signature by one of the keys. */
function verified(jwt: string, keyring: ReadonlyMap<string, KeyObject>): IdToken {
  const [header = "", payload = "", signature = ""] = jwt.split(".")
  const { alg, kid } = decoded<{ alg: string; kid: string }>(header)
  const key = keyring.get(kid)
  if (alg !== "RS256" || key === undefined) throw new Error("no key for it")
  if (!verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))) {
    throw new Error("a wrong signature")
  }
  return decoded(payload)
}

function decoded<Document>(part: string): Document {
  return JSON.parse(Buffer.from(part, "base64url").toString()) as Document
}

function cookieOf({ headers }: IncomingMessage, name: string): string {
  const pairs = (headers.cookie ?? "").split("; ")
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ""
}

/** AES-256-GCM: IV, tag and text, as base64url. */
function sealer({ secret }: Pick<World, "secret">): {
  seal(value: object): string
  open<Value>(sealed: string): Value | undefined
} {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "cookies", 32))
  return {
    seal(value) {
      const iv = randomBytes(12)
      const cipher = createCipheriv("aes-256-gcm", key, iv)
      const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url")
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64url")
      if (bytes.length < 28) return undefined
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
        decipher.setAuthTag(bytes.subarray(12, 28))
        return JSON.parse(`${decipher.update(bytes.subarray(28))}${decipher.final()}`)
      } catch {
        return undefined
      }
    },
  }
}
