/** How a client proves who it is: its id, what it has to prove with, and the method that was chosen. */
import type { Issues } from "./issues.js"
import type { AuthMethod, RegistrationKeys } from "./keys.js"
import { presetNamed } from "./preset.js"
import type { Quirks } from "./presets.js"
import { readPrivateKey } from "./private-key.js"
import { credentialFault } from "./rules.js"
import type { PrivateKey, ProviderSettings } from "./settings.js"
import type { Table } from "./table.js"

type Client = Pick<ProviderSettings, "clientId" | "clientSecret" | "privateKey" | "authMethod">

interface Entry {
  readonly path: readonly string[]
  readonly table: Table
  readonly keys: Partial<RegistrationKeys>
}

/** What is known of the provider that has a say in it. */
interface Ways {
  readonly authMethod?: AuthMethod | undefined
  readonly quirks?: Pick<Quirks, "signedSecret">
}

/** Undefined when there is no client_id. */
export function readClient(entry: Entry, ways: Ways, issues: Issues): Client | undefined {
  const { path, keys } = entry
  const { client_id: clientId, client_secret: clientSecret } = keys
  const authMethod = keys.token_endpoint_auth_method ?? ways.authMethod
  const isSigned = ways.quirks?.signedSecret !== undefined && authMethod === "client_secret_post"
  requireKey("client_id", entry, issues)
  requireCredential(entry, { authMethod, isSigned }, issues)
  for (const key of ["client_id", "client_secret"] as const) {
    const fault = keys[key] === undefined ? undefined : credentialFault(keys[key])
    if (fault !== undefined) issues.tell([...path, key], fault)
  }
  if (authMethod === "client_secret_jwt" && clientSecret !== undefined && !isLongEnough(clientSecret)) {
    const hint = "Let the provider make a longer one, or choose another token_endpoint_auth_method."
    issues.add("secret_too_short", [...path, "client_secret"], "must be 32 bytes or more for client_secret_jwt", hint)
  }
  const privateKey = readKey(entry, isSigned ? ways.quirks?.signedSecret?.algorithm : undefined, issues)
  if (clientId === undefined) return undefined
  return {
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(authMethod === undefined ? {} : { authMethod }),
  }
}

/** HS256 wants a key as long as its hash (RFC 7518 section 3.2). */
export function isLongEnough(secret: string): boolean {
  return new TextEncoder().encode(secret).length >= 32
}

/** What the method proves with has to be there; without a method, one of the two. */
function requireCredential(
  entry: Entry,
  { authMethod, isSigned }: { authMethod: AuthMethod | undefined; isSigned: boolean },
  issues: Issues,
): void {
  const { path, table } = entry
  if (isSigned) {
    if (!Object.hasOwn(table, "client_private_key"))
      issues.add("key_missing", [...path, "client_private_key"], "is missing: the preset needs it", whereKeyIs)
    if (!Object.hasOwn(table, "client_secret")) return
    const hint = "Remove it."
    issues.add("key_misplaced", [...path, "client_secret"], "is made with client_private_key for this preset", hint)
  } else if (authMethod === "private_key_jwt") {
    if (Object.hasOwn(table, "client_private_key")) return
    const message = 'is missing: token_endpoint_auth_method = "private_key_jwt" needs it'
    issues.add("key_missing", [...path, "client_private_key"], message, whereKeyIs)
  } else if (authMethod !== "none" && !(authMethod === undefined && Object.hasOwn(table, "client_private_key"))) {
    requireKey("client_secret", entry, issues)
  }
}

const whereKeyIs = "It is the private half of a key as PEM or JWK; the provider has the public half."

/** @param algorithm that it has to be able to sign with, where only one will do */
function readKey({ path, table, keys }: Entry, algorithm: string | undefined, issues: Issues): PrivateKey | undefined {
  const { client_private_key: value, key_id: kid } = keys
  // Beside such a preset it is judged as the preset's own key.
  if (kid !== undefined && !Object.hasOwn(presetNamed(keys.preset)?.variables ?? {}, "key_id")) {
    const message = "says which client_private_key it is, and there is none"
    const stray = { code: "key_misplaced", message, hint: "Remove it." }
    const fault = Object.hasOwn(table, "client_private_key") ? credentialFault(kid) : stray
    if (fault !== undefined) issues.tell([...path, "key_id"], fault)
  }
  const read = value === undefined ? undefined : readPrivateKey(value)
  if (read === undefined) return undefined
  if ("fault" in read) {
    issues.tell([...path, "client_private_key"], read.fault)
    return undefined
  }
  if (algorithm !== undefined && !read.key.algorithms.includes(algorithm)) {
    const hint = "Take the file that the provider has given you."
    issues.add(
      "value_invalid",
      [...path, "client_private_key"],
      `must be a key for ${algorithm}, for this preset`,
      hint,
    )
  }
  return kid === undefined ? read.key : { ...read.key, names: { ...read.key.names, kid } }
}

export function requireKey(key: keyof RegistrationKeys, { path, table }: Entry, issues: Issues): void {
  if (Object.hasOwn(table, key)) return
  issues.add("key_missing", [...path, key], "is missing", whereToFind[key] ?? shownByProvider)
}

const shownByProvider = "The provider shows it where your client is registered."
const whereToFind: Partial<Record<keyof RegistrationKeys, string>> = {
  client_secret: `${shownByProvider} A client without one has token_endpoint_auth_method = "none".`,
  server_metadata_url:
    'It is the address of the provider\'s metadata, or its issuer. Or write preset = "google" or another.',
}
