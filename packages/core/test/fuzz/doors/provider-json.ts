/** What providers publish and answer as JSON: metadata, keys, the answer to a code, UserInfo, and plain OAuth 2.0's. */

import fc from "fast-check"
import { type Application, createApplication, navigation } from "../application.js"
import { changedJson, type Json, jsonChanges } from "../arbitraries/json.js"
import { plainRecord } from "../arbitraries/record.js"
import { hostileText } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import {
  accessToken,
  code,
  forgeEndpoints,
  forgeTokens,
  forgeUser,
  metadata,
  metadataUrl,
  person,
  tokensOf,
} from "../provider.js"
import { unsaid } from "../unsaid.js"

const documents = [
  "metadata",
  "metadata",
  "keys",
  "tokens",
  "tokens",
  "tokens",
  "userinfo",
  "userinfo",
  "forge tokens",
  "forge tokens",
  "forge user",
  "forge user",
] as const
type Document = (typeof documents)[number]

const addresses: Readonly<Record<Document, string>> = {
  metadata: metadataUrl,
  keys: metadata.jwks_uri,
  tokens: metadata.token_endpoint,
  userinfo: metadata.userinfo_endpoint,
  "forge tokens": forgeEndpoints.token_endpoint,
  "forge user": forgeEndpoints.userinfo_endpoint,
}

const endpoints = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "jwks_uri",
  "userinfo_endpoint",
  "end_session_endpoint",
]
const strange = [
  "javascript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "http://idp.example/authorize",
  "http://127.0.0.1:1/authorize",
  "https://ada:secret@idp.example/authorize",
  "https://idp.example/authorize?state=theirs&client_id=theirs#fragment",
  "/authorize",
  "//evil.example",
  "https://",
  "",
]

const names = [
  ...Object.keys(metadata),
  "keys",
  "kid",
  "kty",
  "alg",
  "use",
  "key_ops",
  "crv",
  "x",
  "y",
  "n",
  "e",
  "issuer",
  "access_token",
  "token_type",
  "expires_in",
  "scope",
  "id_token",
  "refresh_token",
  "error",
  "error_description",
  "sub",
  "email",
  "email_verified",
  "id",
  "login",
  "isLoggedIn",
]

export const providerJson = door(
  {
    name: "provider-json",
    about: "metadata, keys, the answer to a code, UserInfo; the same of plain OAuth 2.0",
    reaches: [
      "metadata: signed in",
      "metadata: provider_invalid",
      "metadata: issuer_mismatch",
      "metadata: provider_unreachable",
      "keys: signed in",
      "keys: provider_invalid",
      "keys: id_token_invalid",
      "tokens: signed in",
      "tokens: token_response_invalid",
      "tokens: id_token_invalid",
      "tokens: code_rejected",
      "tokens: client_rejected",
      "tokens: provider_error",
      "userinfo: signed in",
      "userinfo: userinfo_invalid",
      "userinfo: session_too_large",
      "forge tokens: signed in",
      "forge tokens: token_response_invalid",
      "forge tokens: code_rejected",
      "forge user: signed in",
      "forge user: userinfo_invalid",
    ],
  },
  async () => {
    const shared = await createApplication()
    const keys = [shared.provider.key.jwk as Json, { kty: "RSA", kid: "another", n: "a".repeat(342), e: "AQAB" }]
    const inputs = plainRecord({
      document: fc.constantFrom(...documents),
      status: fc.oneof(
        { weight: 10, arbitrary: fc.constant(200) },
        fc.constantFrom(201, 204, 301, 400, 401, 403, 404, 429, 500, 503, 599),
      ),
      type: fc.oneof(
        { weight: 10, arbitrary: fc.constant("application/json") },
        fc.constantFrom(
          null,
          "application/json;charset=utf-8",
          "text/html",
          "application/jwt",
          "application/jwk-set+json",
          "text/plain",
          "application/x-www-form-urlencoded",
        ),
      ),
      isError: fc.constantFrom(false, false, false, true),
      error: fc.constantFrom("invalid_grant", "invalid_client", "invalid_request", "server_error"),
      padding: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 3000, 7000, 40_000),
      address: fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...endpoints), fc.constantFrom(...strange)) },
      ),
      whole: fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, hostileText()),
      changes: jsonChanges(names),
    })

    return {
      inputs,
      async run({ document, status, type, isError, error, padding, address, whole, changes }) {
        shared.clock.pass(1)
        const isPublished = document === "metadata" || document === "keys"
        // What is published is kept: only who never asked before asks.
        const application = isPublished ? await createApplication() : shared
        const provider = document.startsWith("forge") ? "forge" : document === "tokens" ? "idp" : "full"
        const begun = document === "metadata" ? undefined : await application.begin(provider)
        const honest = await truth(application, document, keys)
        const said =
          document === "metadata" && address !== undefined ? { ...metadata, [address[0]]: address[1] } : honest
        const body =
          whole ?? changedJson(padded(isError ? { error, error_description: "the reason" } : said, padding), changes)
        // Errors come with 400, unless another status is tried.
        const answered = isError && status === 200 ? 400 : status
        application.provider.instead.set(addresses[document], { status: answered, type, body })
        const exchanges: Exchange[] = []
        const seen = (answer: Exchange["answer"], mayLeaveFor: readonly string[]): Exchange => {
          const secrets = unsaid([code, accessToken, ...application.provider.heard], body)
          const exchange = { application, answer, mayLeaveFor, providerMayFail: true, secrets }
          exchanges.push(exchange)
          return exchange
        }
        const headers = { ...navigation, "sec-fetch-site": "cross-site" }
        try {
          let waiting = begun
          if (waiting === undefined) {
            const first = seen(await application.route({ url: "/auth/login?provider=idp", headers }), endpointsIn(body))
            waiting = application.begunBy(first.answer)
            if (waiting === undefined) return { exchanges, end: `${document}: ${endOf(first)}` }
          }
          const name = provider === "forge" ? {} : { iss: metadata.issuer }
          const query = new URLSearchParams({ code, state: waiting.state, ...name })
          const last = seen(
            await application.route({
              url: `/oauth2callback?${query}`,
              headers: { ...headers, cookie: waiting.cookie },
            }),
            [],
          )
          return { exchanges, end: `${document}: ${endOf(last)}` }
        } finally {
          application.provider.instead.clear()
        }
      },
    }
  },
)

async function truth({ provider }: Application, document: Document, keys: readonly Json[]): Promise<Json> {
  switch (document) {
    case "metadata":
      return metadata
    case "keys":
      return { keys }
    case "tokens":
      return tokensOf(provider)
    case "userinfo":
      return person
    case "forge tokens":
      return forgeTokens
    case "forge user":
      return forgeUser
  }
}

function padded(document: Json, length: number): Json {
  if (length === 0) return document
  return { ...(document as { readonly [name: string]: Json }), about: "a".repeat(length), login: "l".repeat(length) }
}

/** The authorization endpoint that this document names, if a browser may be sent there. */
function endpointsIn(body: string): string[] {
  try {
    const address = JSON.parse(body)?.authorization_endpoint
    const { origin, pathname, protocol } = new URL(address)
    return protocol === "https:" || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(origin)
      ? [origin + pathname]
      : []
  } catch {
    return []
  }
}
