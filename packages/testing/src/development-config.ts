// The configuration of an application that logs in at the development provider.
import { type Config, parseConfig } from "@x/core"

/** The `[auth]` table, as an application's owner would write it. */
export interface AuthTable {
  readonly redirect_uri: string
  readonly cookie_secret: string
  readonly client_id: string
  readonly client_secret: string
  readonly server_metadata_url: string
}

/** A `Config` that is ready for `createAuth`, and still carries the table that it was made from. */
export type DevelopmentConfig = Config & { readonly auth: AuthTable }

/** So that an application can change a key: `parseConfig({ auth: { ...config.auth, redirect_uri } })`. */
export function developmentConfig(auth: AuthTable): DevelopmentConfig {
  const table = { auth }
  return Object.assign(parseConfig(table), table)
}
