/** @auth/express: the session sealed in the cookie, as JWE. */
import { Auth, skipCSRFCheck } from "@auth/core"
import { ExpressAuth, type ExpressAuthConfig, getSession } from "@auth/express"
import express, { type Request as ExpressRequest } from "express"
import { type Person, personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"
import { sendResponse } from "./send-response.js"

export const contestant: Contestant = {
  login: "/login",
  start({ clientId, clientSecret, issuer, origin, secret }) {
    const config: ExpressAuthConfig = {
      basePath: "/auth",
      secret,
      trustHost: true,
      providers: [{ id: "bench", name: "Bench", type: "oidc", issuer, clientId, clientSecret }],
      callbacks: {
        // The subject is not among what it keeps by itself.
        jwt: ({ token, profile }) => (profile?.sub == null ? token : { ...token, sub: profile.sub }),
        session: ({ session, token }) => ({ ...session, user: { ...session.user, sub: token.sub } }),
      },
    }

    /** Its own way in is a form with a token of its own: this is that form, sent. */
    const begin = (): Promise<Response> => {
      const body = new URLSearchParams({ callbackUrl: origin })
      const form = new Request(`${origin}/auth/signin/bench`, { method: "POST", body })
      return Auth(form, { ...config, skipCSRFCheck }) as Promise<Response>
    }

    const personOf = async (req: ExpressRequest): Promise<Person | undefined> => {
      const session = await getSession(req, config)
      return session?.user as Person | undefined
    }

    return express()
      .get("/login", async (_req, res) => sendResponse(res, await begin()))
      .use("/auth", ExpressAuth(config))
      .get(personPath, async (req, res) => answer(res, await personOf(req)))
  },
}
