/** `@x/core`: the public names, nothing else. */

export type { Access, Auth, AuthOptions, Context, EnrichingOptions } from "./auth.js"
export { type Config, parseConfig } from "./config/config.js"
export { type Preset, presets } from "./config/presets.js"
export type { Env, ParseOptions } from "./config/settings.js"
export { createAuth } from "./create-auth.js"
export { AuthError, type AuthErrorCode, ConfigError, type ConfigIssue } from "./errors.js"
export type { AccessTokenOptions } from "./flow/access-token.js"
export type { Tokens } from "./flow/callback.js"
export type { LoginOptions } from "./flow/login.js"
export type { LogoutOptions } from "./flow/logout.js"
export type { AccessRule } from "./flow/require-user.js"
export type { BodyRequest, RequestLike } from "./http/fetch-metadata.js"
export type { LogEvent } from "./log.js"
export type { Runtime } from "./runtime.js"
export type { Claims } from "./session/claims.js"
export { type MemoryStoreOptions, memoryStore } from "./session/memory-store.js"
export type { LoggedIn, LoggedOut, Reason, Session, User } from "./session/session.js"
export type { SessionStore } from "./session/store.js"

/** Augment it with `{ user: MyClaims }` to type `req.auth` and `ctx.auth`. */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be augmented.
export interface Register {}
