/**
 * A provider that is small and fast, so that the contestants are what is measured: it asks nobody anything, and people
 * come in turns, as visitors who come back. A process of its own; whoever started it may ask it for its counts, and may
 * have it deceive one of them.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { answerParent, listen } from "./child.js"
import type { Person } from "./world.js"

/** How often each endpoint has been asked. */
export interface Counts {
  readonly discovery: number
  readonly keys: number
  readonly token: number
  readonly userinfo: number
}

interface Asked {
  readonly person: Person
  readonly clientId: string
  readonly redirectUri: string
  readonly nonce: string | null
  readonly challenge: string | null
}

const own = generateKeyPairSync("rsa", { modulusLength: 2048 })
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 })
/** How many people there are: what keeps a list of all who have ever come should not be measured by its length. */
const people = 50

const codes = new Map<string, Asked>()
const none = { discovery: 0, keys: 0, token: 0, userinfo: 0 }
const counts: Record<keyof Counts, number> = { ...none }
/** The applications, by origin, that are given ID tokens which a stranger has signed. */
const deceived = new Set<unknown>()
let logins = 0

const server = createServer((req, res) => {
  const url = new URL(req.url ?? "/", issuer)
  const endpoint = endpoints[url.pathname]
  if (endpoint === undefined) return void res.writeHead(404).end()
  Promise.resolve(endpoint(url, req, res)).catch((error) => res.writeHead(400).end(String(error)))
})

const endpoints: Readonly<Record<string, (url: URL, req: IncomingMessage, res: ServerResponse) => unknown>> = {
  "/.well-known/openid-configuration": (_url, _req, res) => {
    counts.discovery += 1
    json(res, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      response_modes_supported: ["query", "form_post"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
      scopes_supported: ["openid", "profile", "email"],
    })
  },

  "/keys": (_url, _req, res) => {
    counts.keys += 1
    json(res, { keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "own", alg: "RS256", use: "sig" }] })
  },

  "/authorize": ({ searchParams }, _req, res) => {
    logins += 1
    const code = randomBytes(16).toString("base64url")
    const redirectUri = searchParams.get("redirect_uri") ?? ""
    codes.set(code, {
      person: personOf(1 + (logins % people)),
      clientId: searchParams.get("client_id") ?? "",
      redirectUri,
      nonce: searchParams.get("nonce"),
      challenge: searchParams.get("code_challenge"),
    })
    const back = new URL(redirectUri)
    back.searchParams.set("code", code)
    const state = searchParams.get("state")
    if (state !== null) back.searchParams.set("state", state)
    res.writeHead(302, { location: back.href }).end()
  },

  "/token": async (_url, req, res) => {
    counts.token += 1
    const form = new URLSearchParams(await bodyOf(req))
    const code = form.get("code") ?? ""
    const asked = codes.get(code)
    codes.delete(code)
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url")
    const fits = asked?.redirectUri === form.get("redirect_uri") && (asked.challenge ?? verifier) === verifier
    if (asked === undefined || !fits) return void res.writeHead(400).end(JSON.stringify({ error: "invalid_grant" }))
    const accessToken = asked.person.sub
    json(res, {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: 3600,
      scope: "openid profile email",
      id_token: idToken(asked, accessToken),
    })
  },

  "/userinfo": (_url, req, res) => {
    counts.userinfo += 1
    const sub = (req.headers.authorization ?? "").replace("Bearer ", "")
    json(res, { ...personOf(Number(sub.replace("person-", ""))), email_verified: true })
  },
}

function personOf(number: number): Person {
  return { sub: `person-${number}`, name: "Ada Lovelace", email: `person-${number}@example.com` }
}

/** The hash of an access token (OpenID Connect Core section 3.1.3.6) stands in it, as in those of big providers. */
function idToken({ person, clientId, nonce, redirectUri }: Asked, accessToken: string): string {
  const { privateKey } = deceived.has(new URL(redirectUri).origin) ? stranger : own
  const now = Math.floor(Date.now() / 1000)
  const at_hash = createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url")
  const times = { iat: now, exp: now + 3600 }
  const claims = { iss: issuer, aud: clientId, ...times, ...(nonce === null ? {} : { nonce }), at_hash }
  return signed({ ...claims, ...person, email_verified: true }, privateKey)
}

function signed(claims: object, key: KeyObject): string {
  const parts = [{ alg: "RS256", kid: "own", typ: "JWT" }, claims]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
  return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`
}

function json(res: ServerResponse, document: object): void {
  const text = JSON.stringify(document)
  res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text)
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const issuer = await listen(server)
answerParent({
  counts: () => ({ ...counts }),
  forget: () => Object.assign(counts, none),
  deceive: (origin) => void deceived.add(origin),
  behave: (origin) => void deceived.delete(origin),
})
process.send?.({ issuer })
