/** Which variables let an application log in at the development provider, whatever its own file says. */

import { presets } from "@x/core"
import { isTable, type Table } from "@x/core/inspect"
import { newPrivateKey } from "../secret/new-private-key.js"
import { type Given, placeOf } from "./place.js"
import { registrationsOf } from "./registrations.js"
import { type Env, textOf, urlOf } from "./table.js"

interface Client {
  readonly id: string
  readonly secret: string
  readonly issuer: string
}

/** Variables by name. They override the file, and what is set already. */
export function variablesFor(given: Given, { client, cookieSecret }: { client: Client; cookieSecret: string }): Env {
  const { auth = {}, env } = given
  const { port, redirectUri } = placeOf(given)
  const variables: Record<string, string> = {
    PORT: String(port),
    AUTH__REDIRECT_URI: redirectUri,
    AUTH__COOKIE_SECRET: cookieSecret,
  }
  // Neither fits an application that has moved to this machine.
  const { origin, hostname } = new URL(redirectUri)
  const afterLogout = textOf(auth.post_logout_redirect_uri, env.AUTH__POST_LOGOUT_REDIRECT_URI, env)
  if (Object.hasOwn(auth, "cookie_domain") || env.AUTH__COOKIE_DOMAIN) variables.AUTH__COOKIE_DOMAIN = hostname
  if (Object.hasOwn(auth, "post_logout_redirect_uri") || afterLogout !== undefined) {
    const { pathname = "/", search = "" } = urlOf(afterLogout ?? "") ?? {}
    variables.AUTH__POST_LOGOUT_REDIRECT_URI = origin + pathname + search
  }
  for (const [prefix, table] of registrationsOf(auth, env)) {
    Object.assign(variables, registration(prefix, table, { client, env }))
  }
  return variables
}

function registration(
  prefix: string,
  table: Table,
  { client: { id, secret, issuer }, env }: { client: Client; env: Env },
): Record<string, string> {
  const credentials = { [`${prefix}CLIENT_ID`]: id, [`${prefix}CLIENT_SECRET`]: secret }
  const [method, key] = [`${prefix}TOKEN_ENDPOINT_AUTH_METHOD`, `${prefix}CLIENT_PRIVATE_KEY`]
  const hasMethod = table.token_endpoint_auth_method !== undefined || env[method]
  const hasKey = table.client_private_key !== undefined || env[key]
  const more = {
    ...(hasMethod || hasKey ? { [method]: "client_secret_basic" } : {}),
    // The real one may not be on this machine, and would be an error then.
    ...(hasKey ? { [key]: newPrivateKey() } : {}),
  }
  const address = { [`${prefix}SERVER_METADATA_URL`]: `${issuer}/.well-known/openid-configuration` }
  const type = textOf(table.type, env[`${prefix}TYPE`], env)
  const preset = textOf(table.preset, env[`${prefix}PRESET`], env)
  // The address takes the preset's place and its type, but neither a type nor a scope that is written beside it.
  if (preset !== undefined && own(presets, preset)?.type === "oauth2") {
    const written = type === undefined ? {} : { [`${prefix}TYPE`]: "oidc" }
    return { ...credentials, ...more, ...address, ...written, [`${prefix}CLIENT_KWARGS__SCOPE`]: usualScope }
  }
  if (type === "oauth2") return { ...credentials, ...more, ...endpoints(prefix, table, issuer) }
  return { ...credentials, ...more, ...address }
}

const usualScope = "openid profile email"

function own(table: typeof presets, name: string): (typeof presets)[string] | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** A provider without metadata is pointed to the endpoints themselves, and its claims come by their own names. */
function endpoints(prefix: string, { claims_mapping: mapping }: Table, issuer: string): Record<string, string> {
  const claims = ["sub", "name", "email", ...(isTable(mapping) ? Object.keys(mapping) : [])]
  const entries = [...new Set(claims)].map((claim) => `${JSON.stringify(claim)} = ${JSON.stringify(claim)}`)
  return {
    [`${prefix}AUTHORIZATION_ENDPOINT`]: `${issuer}/auth`,
    [`${prefix}TOKEN_ENDPOINT`]: `${issuer}/token`,
    [`${prefix}USERINFO_ENDPOINT`]: `${issuer}/me`,
    [`${prefix}CLAIMS_MAPPING`]: `{ ${entries.join(", ")} }`,
    [`${prefix}CLIENT_KWARGS__SCOPE`]: usualScope,
  }
}
