/**
 * Microsoft Entra's issuers (pure). Its endpoints for many tenants publish a template in place of an issuer, and its
 * names for one tenant publish the issuer of the tenant's id (learn.microsoft.com, "Access tokens in the Microsoft
 * identity platform", sections "Validate the issuer" and "Validate the signing key issuer").
 */

/** The login hosts of Microsoft's clouds, and the host in the issuers that each publishes (MSAL's AuthorityMetadata.ts). */
const loginHosts: Readonly<Record<string, string>> = {
  "login.microsoftonline.com": "login.microsoftonline.com",
  "login.windows.net": "login.microsoftonline.com",
  "login.microsoft.com": "login.microsoftonline.com",
  "login.microsoftonline.us": "login.microsoftonline.us",
  "login.usgovcloudapi.net": "login.microsoftonline.us",
  "login.partner.microsoftonline.cn": "login.partner.microsoftonline.cn",
  "login.chinacloudapi.cn": "login.partner.microsoftonline.cn",
  "login.sovcloud-identity.fr": "login.sovcloud-identity.fr",
  "login.sovcloud-identity.de": "login.sovcloud-identity.de",
  "login.sovcloud-identity.sg": "login.sovcloud-identity.sg",
}

/** The one tenant of all personal accounts. */
const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"

const placeholder = "{tenantid}"
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** Whether an address is one of Microsoft's login hosts. */
export function isEntra(url: string): boolean {
  return URL.canParse(url) && Object.hasOwn(loginHosts, new URL(url).host)
}

/**
 * Whether the metadata behind a configured issuer may name another one: the template for `common` and `organizations`,
 * and the form with the tenant's id for its names. On Microsoft's login hosts alone.
 */
export function mayPublish(configured: string, published: string): boolean {
  if (!isEntra(configured)) return false
  const { protocol, host, pathname } = new URL(configured)
  const [, tenant = "", ...rest] = pathname.toLowerCase().replace(/\/$/, "").split("/")
  if (protocol !== "https:" || rest[0] !== "v2.0" || rest.length > 1) return false
  const issuerOf = (id: string) => `https://${loginHosts[host]}/${id}/v2.0`
  if (tenant === "common" || tenant === "organizations") return published === issuerOf(placeholder)
  if (tenant === "consumers") return published === issuerOf(consumers)
  if (guid.test(tenant)) return published === issuerOf(tenant)
  // Which id a domain's name stands for is known to Microsoft alone.
  const id = tenantIn(published)
  return tenant.includes(".") && guid.test(id) && published === issuerOf(id)
}

/** The first segment of an issuer's path. */
function tenantIn(issuer: string): string {
  return issuer.split("/")[3] ?? ""
}

interface Claims {
  readonly iss?: unknown
  readonly tid?: unknown
}

/** Whose ID token it must be: the published issuer, or its template filled with the token's own tenant, if that is one. */
export function expectedIssuer(published: string, { tid }: Claims): string | undefined {
  if (!published.includes(placeholder)) return published
  return typeof tid === "string" && guid.test(tid) ? published.replace(placeholder, tid) : undefined
}

/**
 * What is wrong with a token's tenant, or undefined: `tid` is there only with the scope `profile`, and then it is that
 * of `iss`; and `organizations` is for no personal account.
 */
export function judgeTenant(configured: string, { iss, tid }: Claims): string | undefined {
  const tenant = tenantIn(String(iss))
  if (tid !== undefined && tid !== tenant) return "its tid is not the tenant of its iss"
  const isForWork = tenantIn(configured).toLowerCase() === "organizations"
  return isForWork && tenant === consumers ? "its tenant is that of personal accounts" : undefined
}

/** Whether a key counts for a token: one with an issuer of its own does for that issuer's tokens, and for no others. */
export function isKeyFor({ issuer }: { readonly issuer?: unknown }, claims: Claims): boolean {
  if (issuer === undefined) return true
  return typeof issuer === "string" && claims.iss !== undefined && expectedIssuer(issuer, claims) === claims.iss
}

/** Why people of this tenant may not log in, in words for them; undefined when they may. */
export function whyTenantRefused({ tid }: Claims, allowed: readonly string[] | undefined): string | undefined {
  if (allowed === undefined) return undefined
  if (typeof tid !== "string") return "Only certain organisations are allowed here, and the provider named none."
  if (allowed.includes(tid.toLowerCase())) return undefined
  return "Only certain organisations are allowed here, and yours is none of them. Try another account."
}
