// An application in its simplest form: the client's side of a login, by hand, without any library of ours.
import { createHash, randomBytes } from "node:crypto"
import type { BrowserResponse } from "../src/browser.js"
import type { DevelopmentProvider } from "../src/provider.js"

export const callback = "http://localhost:8501/oauth2callback"

export interface Attempt {
  /** Where the browser is sent. */
  readonly url: string
  readonly verifier: string
  readonly state: string
  readonly redirectUri: string
}

/** An authorization request; `undefined` leaves a parameter out. */
export function attempt(provider: DevelopmentProvider, parameters: Record<string, string | undefined> = {}): Attempt {
  const verifier = randomBytes(32).toString("base64url")
  const state = randomBytes(8).toString("hex")
  const all: Record<string, string | undefined> = {
    client_id: provider.config.auth.client_id,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid profile email",
    state,
    nonce: "a-nonce",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...parameters,
  }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const url = `${provider.issuer}/auth?${new URLSearchParams(given)}`
  return { url, verifier, state, redirectUri: all.redirect_uri ?? callback }
}

/** Stops a browser before it leaves the provider: nobody listens at the application's address. */
export function leaves({ issuer }: DevelopmentProvider): (response: BrowserResponse) => boolean {
  return ({ location }) => location !== undefined && new URL(location).origin !== issuer
}

/** The parameters that the provider sends back. */
export function answerIn({ location = "" }: BrowserResponse): Record<string, string> {
  return Object.fromEntries(new URL(location).searchParams)
}

interface TokenAnswer {
  status: number
  error?: string
  access_token: string
  id_token: string
  refresh_token?: string
  scope: string
}

/** Asks the token endpoint, with the secret in the header or in the body. */
export async function askForTokens(
  { issuer, config }: DevelopmentProvider,
  parameters: Record<string, string>,
  by: "basic" | "post" = "basic",
): Promise<TokenAnswer> {
  const { client_id, client_secret } = config.auth
  const basic = Buffer.from(`${client_id}:${client_secret}`).toString("base64")
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: by === "basic" ? { authorization: `Basic ${basic}` } : {},
    body: new URLSearchParams(by === "basic" ? parameters : { ...parameters, client_id, client_secret }),
  })
  return { status: response.status, ...((await response.json()) as Omit<TokenAnswer, "status">) }
}

export function exchangeCode(
  provider: DevelopmentProvider,
  { verifier, redirectUri }: Attempt,
  code = "",
  by?: "basic" | "post",
): Promise<TokenAnswer> {
  const parameters = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier }
  return askForTokens(provider, parameters, by)
}

export function claimsIn(idToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8"))
}
