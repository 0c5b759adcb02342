/** iron-session 9 on node:http, with openid-client for the login: what one writes who wants to write it oneself. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { getIronSession, type SessionOptions, sealData } from "iron-session"
import * as client from "openid-client"
import { type Person, personPath, type World } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

interface Kept {
  person?: Person
  pending?: { state: string; nonce: string; verifier: string }
}

const cookieName = "session"

function sessionOptions({ secret }: Pick<World, "secret">): SessionOptions {
  return { cookieName, password: secret, cookieOptions: { secure: false } }
}

export const contestant: Contestant = {
  login: "/login",
  mint: async (world, person) =>
    `${cookieName}=${await sealData({ person } satisfies Kept, { password: world.secret })}`,

  async start(world) {
    const { clientId, clientSecret, issuer, origin } = world
    const redirectUri = `${origin}/callback`
    const options = sessionOptions(world)
    const configuration = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      // The signature of the ID token is verified where it is asked for.
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    })

    async function login(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const session = await getIronSession<Kept>(req, res, options)
      const verifier = client.randomPKCECodeVerifier()
      const pending = { state: client.randomState(), nonce: client.randomNonce(), verifier }
      session.pending = pending
      await session.save()
      const location = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: "openid profile email",
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      })
      res.writeHead(302, { location: location.href }).end()
    }

    async function callback(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const session = await getIronSession<Kept>(req, res, options)
      const { pending } = session
      if (pending === undefined) return void res.writeHead(400).end()
      const tokens = await client.authorizationCodeGrant(configuration, new URL(req.url ?? "/", origin), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
      })
      const { sub, name, email } = tokens.claims() as unknown as Person
      delete session.pending
      session.person = { sub, name, email }
      await session.save()
      res.writeHead(302, { location: "/" }).end()
    }

    async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const [path] = (req.url ?? "/").split("?", 1)
      if (path === personPath) answer(res, (await getIronSession<Kept>(req, res, options)).person)
      else if (path === "/login") await login(req, res)
      else if (path === "/callback") await callback(req, res)
      else res.writeHead(404).end()
    }

    return (req, res) => {
      serve(req, res).catch(() => res.writeHead(400).end())
    }
  },
}
