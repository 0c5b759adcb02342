/** @hono/oidc-auth: the session in the cookie, signed as JWT. */
import { getRequestListener } from "@hono/node-server"
import { getAuth, initOidcAuthMiddleware, oidcAuthMiddleware, processOAuthCallback } from "@hono/oidc-auth"
import { Hono } from "hono"
import { type Person, personPath } from "../world.js"
import type { Contestant } from "./contestant.js"
import { toResponse } from "./to-response.js"

export const contestant: Contestant = {
  login: "/login",
  start({ clientId, clientSecret, issuer, secret }) {
    const configured = initOidcAuthMiddleware({
      OIDC_AUTH_SECRET: secret,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: clientId,
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_SCOPES: "openid profile email",
    })
    const app = new Hono()
    app.use(configured)
    app.get("/callback", async (c) => {
      // The name is not among what it keeps by itself.
      c.set("oidcClaimsHook", async (_before, claims) => {
        const { sub, name, email } = claims as unknown as Person
        return { sub, name, email }
      })
      return processOAuthCallback(c)
    })
    app.get("/login", oidcAuthMiddleware(), (c) => c.redirect("/"))
    app.get(personPath, async (c) => toResponse(((await getAuth(c)) ?? undefined) as unknown as Person | undefined))
    return getRequestListener(app.fetch)
  },
}
