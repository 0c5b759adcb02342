/** Passport with openid-client's strategy on Express. The session stays in the process's memory. */
import express from "express"
import session from "express-session"
import * as client from "openid-client"
import { Strategy } from "openid-client/passport"
import passport from "passport"
import { type Person, personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

export const contestant: Contestant = {
  login: "/login",
  async start({ clientId, clientSecret, issuer, origin, secret }) {
    const config = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      // The signature of the ID token is verified where it is asked for.
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    })
    const strategy = new Strategy(
      { name: "bench", config, callbackURL: `${origin}/callback`, scope: "openid profile email" },
      (tokens, verified) => {
        const { sub, name, email } = tokens.claims() as unknown as Person
        verified(null, { sub, name, email })
      },
    )
    passport.use("bench", strategy)
    passport.serializeUser((user, done) => done(null, user))
    passport.deserializeUser((user: Express.User, done) => done(null, user))

    return express()
      .use(session({ secret, resave: false, saveUninitialized: false }))
      .use(passport.session())
      .get("/login", passport.authenticate("bench"))
      .get("/callback", passport.authenticate("bench", { successRedirect: "/" }))
      .get(personPath, (req, res) => answer(res, req.user as Person | undefined))
  },
}
