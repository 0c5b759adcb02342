/** What the contestants of this repository have in common: the configuration, and a session without a login. */
import { type Config, parseConfig, type User } from "@x/core"
import { sessionCookies } from "@x/core/adapter"
import type { Person, World } from "../world.js"

export const login = "/auth/login"

export function configOf({ clientId, clientSecret, issuer, origin, otherProviders, secret }: World): Config {
  const others = Array.from({ length: otherProviders }, (_, index) => [
    `tenant_${index}`,
    { client_id: clientId, client_secret: clientSecret, server_metadata_url: `https://login.example.com/${index}` },
  ])
  return parseConfig({
    auth: {
      redirect_uri: `${origin}/oauth2callback`,
      cookie_secret: secret,
      client_id: clientId,
      client_secret: clientSecret,
      server_metadata_url: issuer,
      ...Object.fromEntries(others),
    },
  })
}

// To read it takes longer than to seal a session.
const configs = new WeakMap<World, Config>()

export async function mint(world: World, person: Person): Promise<string> {
  const config = configs.get(world) ?? configOf(world)
  configs.set(world, config)
  const lines = await sessionCookies(config, { claims: { ...person } })
  // A browser drops what is ended, and brings back the rest.
  const pairs = lines.map((line) => line.slice(0, line.indexOf(";")))
  return pairs.filter((pair) => !pair.endsWith("=")).join("; ")
}

export function personOf(user: User): Person | undefined {
  return user.isLoggedIn ? (user as unknown as Person) : undefined
}
