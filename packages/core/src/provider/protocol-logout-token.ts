/** Vouches for a logout token of the back channel: what it says, and whose signature it has. */
import type { JWK } from "jose"
import { AuthError } from "../errors.js"
import { secondsNow } from "../runtime.js"
import { isEntra, isKeyFor } from "./entra.js"
import { judgeLogoutToken, type LogoutTokenParts, logoutTokenOf, readLogoutTokenParts } from "./logout-token.js"
import type { OpenIdParty } from "./party.js"
import type { LogoutToken } from "./peer.js"
import { usableKeys } from "./usable-keys.js"

/**
 * What it says is judged first, since that asks nobody anything.
 *
 * @throws {AuthError} logout_token_invalid; provider_… when the keys cannot be had
 */
export async function readLogoutToken(party: OpenIdParty, token: string): Promise<LogoutToken> {
  const parts = readLogoutTokenParts(token)
  if (parts === undefined) throw invalid("it is no signed JWT, or too large")
  const { provider, metadata, runtime } = party
  const facts = {
    ...parts,
    clientId: provider.clientId,
    issuer: metadata.issuer,
    metadataUrl: provider.metadataUrl,
    algorithms: provider.idTokenAlgorithm
      ? [provider.idTokenAlgorithm]
      : metadata.id_token_signing_alg_values_supported,
    now: secondsNow(runtime),
    tolerance: provider.policy.clockTolerance,
  }
  const fault = judgeLogoutToken(facts)
  if (fault !== undefined) throw invalid(fault)
  await verifySignature(party, token, parts)
  return logoutTokenOf(facts)
}

async function verifySignature(party: OpenIdParty, token: string, parts: LogoutTokenParts): Promise<void> {
  const key = await keyFor(party, parts)
  // Few applications ever get one: it is loaded for the first.
  const { compactVerify } = await import("jose/jws/compact/verify")
  try {
    await compactVerify(token, key, { algorithms: [String(parts.header.alg)] })
  } catch (error) {
    // Its name alone: what else it says may quote the token.
    throw invalid(`its signature does not fit (${error instanceof Error ? error.name : "unknown"})`)
  }
}

/** The provider's key for it; an unknown one may be a new one, and is worth one more look. */
async function keyFor({ keys, provider }: OpenIdParty, { header, claims }: LogoutTokenParts): Promise<JWK> {
  const known = await keys.get()
  const find = ({ jwks }: typeof known) => {
    const found = usableKeys(jwks.keys, [String(header.alg)]).filter(
      (key) =>
        (header.kid === undefined || (key as JWK).kid === header.kid) &&
        (!isEntra(provider.metadataUrl) || isKeyFor(key, claims)),
    )
    return found.length === 1 ? found[0] : undefined
  }
  const key = find(known) ?? find(await keys.renew())
  if (key === undefined) throw invalid("the provider publishes no key for it, or several without a kid")
  return key
}

function invalid(reason: string): AuthError {
  return new AuthError("logout_token_invalid", { cause: new Error(`the logout token cannot be used: ${reason}`) })
}
