/** express-openid-connect: the session sealed in the cookie, as JWE. */
import express from "express"
import { auth } from "express-openid-connect"
import { type Person, personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

export const contestant: Contestant = {
  login: "/login",
  start: ({ clientId, clientSecret, issuer, origin, secret }) =>
    express()
      .use(
        auth({
          authRequired: false,
          baseURL: origin,
          clientID: clientId,
          clientSecret,
          issuerBaseURL: issuer,
          secret,
          authorizationParams: { response_type: "code", scope: "openid profile email" },
        }),
      )
      .get(personPath, (req, res) => answer(res, req.oidc.user as Person | undefined)),
}
