/** Which request goes to which flow: one table. */
import type { ApplicationSettings } from "./config/settings.js"

export type Flow = "login" | "callback" | "logout" | "backChannelLogout" | "frontChannelLogout"

export interface Route {
  readonly path: string
  readonly flow: Flow
  readonly methods: readonly string[]
}

/** The routes of an application. Paths match exactly, and no other method is answered. */
export function routesOf({ basePath, callbackPath }: Pick<ApplicationSettings, "basePath" | "callbackPath">): Route[] {
  return [
    { path: `${basePath}/auth/login`, flow: "login", methods: ["GET"] },
    { path: callbackPath, flow: "callback", methods: ["GET", "POST"] },
    { path: `${basePath}/auth/logout`, flow: "logout", methods: ["GET", "POST"] },
    { path: `${basePath}/auth/backchannel-logout`, flow: "backChannelLogout", methods: ["POST"] },
    { path: `${basePath}/auth/frontchannel-logout`, flow: "frontChannelLogout", methods: ["GET"] },
  ]
}
