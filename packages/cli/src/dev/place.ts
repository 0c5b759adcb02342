/** Where the application listens, and where the provider sends people back to. */
import { isLoopback, type Table } from "@x/core/inspect"
import { type Env, textOf, urlOf } from "./table.js"

export interface Given {
  /** The `[auth]` table of the application's file; undefined without one. */
  readonly auth: Table | undefined
  readonly env: Env
  /** `--app-port` */
  readonly appPort?: number | undefined
}

export interface Place {
  readonly port: number
  readonly redirectUri: string
}

const usualPort = 8501

/**
 * Where the application listens: `--app-port`, else PORT, else the port of a `redirect_uri` on this machine, else 8501.
 * The path of the file's `redirect_uri` stays, since the application's base path follows from it.
 */
export function placeOf({ auth = {}, env, appPort }: Given): Place {
  const written = textOf(auth.redirect_uri, env.AUTH__REDIRECT_URI, env)
  const url = written === undefined ? undefined : urlOf(written.replace("{port}", String(usualPort)))
  const hasPlaceholder = written?.includes("{port}") === true
  const isHere = url !== undefined && isLoopback(url.hostname)
  const own = isHere && !hasPlaceholder && url.protocol === "http:" ? Number(url.port || 80) : undefined
  const port = appPort ?? portFrom(env.PORT) ?? own ?? usualPort
  const host = isHere && url.protocol === "http:" ? url.hostname : "localhost"
  const path = url === undefined || url.pathname === "/" ? "/oauth2callback" : url.pathname
  // As a browser and the provider compare it: port 80 is not written.
  return { port, redirectUri: new URL(`http://${host}:${port}${path}${url?.search ?? ""}`).href }
}

function portFrom(text: string | undefined): number | undefined {
  // 0 is "any": nobody could know it beforehand.
  return text !== undefined && /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}
