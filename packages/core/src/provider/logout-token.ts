/** A logout token of the back channel: whom it addresses, and whether it is one (OpenID Connect Back-Channel Logout 1.0). */
import { base64ToUint8Array } from "uint8array-extras"
import type { OpenIdSettings } from "../config/settings.js"
import { expectedIssuer, isEntra, judgeTenant } from "./entra.js"
import { isAcceptedAlgorithm, isUnusable } from "./id-token.js"
import type { LogoutToken } from "./peer.js"

type Json = Readonly<Record<string, unknown>>

/** The parts of a logout token that say something; whether anybody vouches for them is another matter. */
export interface LogoutTokenParts {
  readonly header: Json
  readonly claims: Json
}

/** The largest logout token that is looked at, in characters: it has eight claims, and who sends it is not known yet. */
const largest = 16 * 1024

/** The parts of what anybody may have sent; undefined when it is no signed JWT (RFC 7519 section 7.2). */
export function readLogoutTokenParts(token: string): LogoutTokenParts | undefined {
  if (token.length > largest) return undefined
  const [, first = "", second = ""] = /^([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(token) ?? []
  const [header, claims] = [jsonIn(first), jsonIn(second)]
  return header === undefined || claims === undefined ? undefined : { header, claims }
}

function jsonIn(part: string): Json | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(base64ToUint8Array(part))
    const value: unknown = JSON.parse(text)
    return isObject(value) && !isUnusable(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Who says to have issued a logout token, and for whom: unverified, and good for nothing but finding a provider. */
export interface LogoutTokenAddressee {
  readonly issuer: string
  readonly audiences: readonly string[]
}

export function logoutTokenAddressee(token: string): LogoutTokenAddressee | undefined {
  const { iss: issuer, aud } = readLogoutTokenParts(token)?.claims ?? {}
  const audiences = [aud].flat().filter((one) => typeof one === "string")
  return typeof issuer === "string" && audiences.length > 0 ? { issuer, audiences } : undefined
}

/** Whether a logout token may be this provider's. */
export function mayBeIssuedBy(
  provider: Pick<OpenIdSettings, "clientId" | "issuer" | "metadataUrl">,
  { issuer, audiences }: LogoutTokenAddressee,
): boolean {
  return audiences.includes(provider.clientId) && mayBeIssuer(provider, issuer)
}

/**
 * Whether a provider may call itself so: only its metadata say exactly what it is called, and at Entra each tenant is an
 * issuer of its own.
 */
export function mayBeIssuer(
  { issuer, metadataUrl }: Pick<OpenIdSettings, "issuer" | "metadataUrl">,
  named: string,
): boolean {
  const withoutSlash = (text: string) => text.replace(/\/$/, "")
  return withoutSlash(named) === withoutSlash(issuer) || (isEntra(metadataUrl) && isEntra(named))
}

export interface LogoutTokenFacts extends LogoutTokenParts {
  readonly clientId: string
  /** As the metadata have it; at Entra that may be a template. */
  readonly issuer: string
  readonly metadataUrl: string
  /** The signature that the client was registered for, else those that the provider announces for its ID tokens. */
  readonly algorithms: readonly unknown[] | undefined
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds. */
  readonly tolerance: number
}

const event = "http://schemas.openid.net/event/backchannel-logout"

/**
 * Seconds. A token lives for two minutes, says section 2.4; whoever repeats it after a failure may take longer. Used
 * tokens are remembered until they are too old, and so that long at most, however far away their `exp` is.
 */
const mostAge = 600

/** What is wrong with it, or undefined (sections 2.4 and 2.6). Its signature is another matter, and whether it was used. */
export function judgeLogoutToken(facts: LogoutTokenFacts): string | undefined {
  return judgeHeader(facts) ?? judgeAddress(facts) ?? judgeTimes(facts) ?? judgeWhoAndWhat(facts.claims)
}

function judgeHeader({ header, algorithms = ["RS256"] }: LogoutTokenFacts): string | undefined {
  const { alg, typ, crit } = header
  if (!isAcceptedAlgorithm(alg) || !algorithms.includes(alg)) return "its alg is not accepted"
  // RFC 7515 section 4.1.11: nobody here understands any.
  if (crit !== undefined) return "it has a crit"
  const isLogout = typ === undefined || /^(?:application\/)?(?:logout\+)?jwt$/i.test(textOf(typ))
  return isLogout ? undefined : "its typ says that it is another kind of token"
}

/** As for ID tokens (OpenID Connect Core section 3.1.3.7). */
function judgeAddress({ claims, issuer, metadataUrl, clientId }: LogoutTokenFacts): string | undefined {
  const { iss, aud, azp } = claims
  if (typeof iss !== "string" || iss !== expectedIssuer(issuer, claims)) return "its iss is another issuer"
  const audiences = [aud].flat()
  if (!audiences.includes(clientId)) return "its aud does not hold our client_id"
  if (audiences.length > 1 && azp === undefined) return "it has more than one aud, and no azp"
  if (azp !== undefined && azp !== clientId) return "its azp is another client"
  return isEntra(metadataUrl) ? judgeTenant(metadataUrl, claims) : undefined
}

function judgeTimes({ claims, now, tolerance }: LogoutTokenFacts): string | undefined {
  const { iat, exp, nbf } = claims
  if (typeof iat !== "number" || iat > now + tolerance) return "its iat is missing or in the future"
  if (iat <= now - mostAge - tolerance) return "its iat is too long ago"
  if (typeof exp !== "number" || exp <= now - tolerance) return "its exp is missing or past"
  const isEarly = nbf !== undefined && !(typeof nbf === "number" && nbf <= now + tolerance)
  return isEarly ? "its nbf is no number or in the future" : undefined
}

function judgeWhoAndWhat(claims: Json): string | undefined {
  const { jti, sub, sid, events } = claims
  if (!isName(jti)) return "its jti cannot be used"
  if (sub === undefined && sid === undefined) return "it names neither sub nor sid"
  if (sub !== undefined && !isName(sub)) return "its sub cannot be used"
  if (sid !== undefined && !isName(sid)) return "its sid cannot be used"
  if (!isObject(events) || !Object.hasOwn(events, event) || !isObject(events[event])) {
    return "its events have no back-channel logout"
  }
  // Not even null: with one it could pass for an ID token, and an ID token for it.
  return Object.hasOwn(claims, "nonce") ? "it has a nonce" : undefined
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 255
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** What a good one says. */
export function logoutTokenOf({ claims, tolerance }: LogoutTokenFacts): LogoutToken {
  const { iss, sub, sid, jti, iat, exp } = claims
  const expiresAt = Math.ceil(Math.min(Number(exp), Number(iat) + mostAge) + tolerance)
  return {
    issuer: String(iss),
    ...(typeof sub === "string" ? { subject: sub } : {}),
    ...(typeof sid === "string" ? { sid } : {}),
    tokenId: String(jti),
    issuedAt: Number(iat),
    expiresAt,
  }
}
