/** better-auth without a database: the session stands in the cookie, encrypted. */
import { betterAuth } from "better-auth"
import { fromNodeHeaders, toNodeHandler } from "better-auth/node"
import { genericOAuth } from "better-auth/plugins"
import express from "express"
import { type Person, personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"
import { sendResponse } from "./send-response.js"

export const contestant: Contestant = {
  login: "/login",
  start({ clientId, clientSecret, issuer, origin, secret }) {
    const auth = betterAuth({
      baseURL: origin,
      secret,
      logger: { disabled: true },
      rateLimit: { enabled: false },
      session: { cookieCache: { enabled: true, strategy: "jwe", maxAge: 7 * 24 * 60 * 60, refreshCache: true } },
      account: { storeStateStrategy: "cookie" },
      user: { additionalFields: { sub: { type: "string", required: false } } },
      plugins: [
        genericOAuth({
          config: [
            {
              providerId: "bench",
              clientId,
              clientSecret,
              discoveryUrl: `${issuer}/.well-known/openid-configuration`,
              requireIdTokenVerification: true,
              scopes: ["openid", "profile", "email"],
              pkce: true,
              mapProfileToUser: ({ sub }) => ({ sub }),
            },
          ],
        }),
      ],
    })

    return express()
      .get("/login", async (req, res) => {
        const body = { provider: "bench", callbackURL: "/" }
        const begun = await auth.api.signInSocial({ body, headers: fromNodeHeaders(req.headers), asResponse: true })
        // It answers a script, which goes there itself.
        const { url } = (await begun.clone().json()) as { url: string }
        const headers = new Headers(begun.headers)
        headers.set("location", url)
        await sendResponse(res, new Response(null, { status: 302, headers }))
      })
      .all("/api/auth/*any", toNodeHandler(auth))
      .get(personPath, async (req, res) => {
        const session = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) })
        answer(res, (session?.user ?? undefined) as Person | undefined)
      })
  },
}
