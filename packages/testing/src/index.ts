// A real OpenID Provider for development and tests, and sessions without a login.
export type { ProviderLifetimes } from "./lifetimes.js"
export type { ProviderEndpoint } from "./misbehaviour/fault.js"
export { type Misbehaving, type Misbehaviour, misbehaviours } from "./misbehaviour/misbehaviours.js"
export type { ProviderUser } from "./people.js"
export { type DevelopmentProvider, type ProviderOptions, startProvider } from "./provider.js"
export { type SessionClaims, type SessionCookieOptions, sessionCookie } from "./session-cookie.js"
