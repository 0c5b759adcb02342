/** The suite's provider and its person, and what every walk of a module needs. */
import { expect } from "vitest"
import { hours } from "../support/clock.js"
import type { Faults } from "../support/mock-provider.js"
import type { Profile } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, type Visitor, type World, type WorldOptions } from "../support/world.js"
import type { Plan } from "./modules.js"

/** A module, played from login to the next request. */
export type Walk = (plan: Plan) => Promise<void>

const base = "https://suite.example/test/a/x-auth/"

/** Which claims a scope stands for (OpenID Connect Core section 5.4), as far as the suite's person has them. */
const claimsOfScope: Readonly<Record<string, readonly string[]>> = {
  profile: ["name", "given_name", "family_name", "preferred_username", "zoneinfo", "updated_at"],
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
  address: ["address"],
}

/** As the suite publishes itself (OIDCCGenerateServerConfiguration): the issuer ends with a slash, and no iss comes back. */
export const suite: Profile = {
  metadataUrl: `${base}.well-known/openid-configuration`,
  metadata: {
    issuer: base,
    authorization_endpoint: `${base}authorize`,
    token_endpoint: `${base}token`,
    jwks_uri: `${base}jwks`,
    userinfo_endpoint: `${base}userinfo`,
    registration_endpoint: `${base}register`,
    scopes_supported: ["openid", "phone", "profile", "email", "address", "offline_access"],
    response_types_supported: [
      "code",
      "id_token code",
      "token code id_token",
      "id_token",
      "token id_token",
      "token code",
    ],
    response_modes_supported: ["query", "fragment", "form_post"],
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
    ],
    grant_types_supported: ["authorization_code", "implicit"],
    subject_types_supported: ["public", "pairwise"],
    claim_types_supported: ["normal", "aggregated", "distributed"],
    claims_parameter_supported: true,
    acr_values_supported: ["PASSWORD"],
    id_token_signing_alg_values_supported: ["none", "RS256", "PS256", "ES256", "EdDSA"],
    userinfo_signing_alg_values_supported: ["RS256", "PS256", "ES256", "EdDSA"],
  },
  // Its ID tokens say who, and nothing more of the person.
  idToken: { sub: "user-subject-1234531" },
  userinfo: {
    name: "Demo T. User",
    given_name: "Demo",
    family_name: "User",
    preferred_username: "d.tu",
    zoneinfo: "America/Los_Angeles",
    updated_at: 1580000000,
    email: "user@example.com",
    email_verified: false,
    phone_number: "+1 555 5550000",
    phone_number_verified: false,
    address: { street_address: "100 Universal City Plaza", locality: "Hollywood", country: "USA" },
  },
}

interface Setting {
  readonly profile?: Profile
  /** Keys of `[auth]`. */
  readonly auth?: WorldOptions["auth"]
  readonly scope?: string
  /** Keys of the provider's table. */
  readonly table?: Readonly<Record<string, unknown>>
  /** Entries of `client_kwargs`. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Instead of the network. */
  readonly fetch?: typeof globalThis.fetch
}

/** An application that knows the suite's provider alone, and nothing of it but its address and its own credentials. */
export function application(
  { responseMode }: Plan,
  { profile = suite, auth = {}, table = {}, scope = "openid profile email", parameters = {}, fetch }: Setting = {},
): World {
  const mode = responseMode === "query" ? {} : { response_mode: responseMode }
  const world = createWorld({
    providers: { suite: profile },
    auth,
    tables: { suite: { ...table, client_kwargs: { scope, ...parameters, ...mode } } },
    ...(fetch === undefined ? {} : { options: { runtime: { fetch } } }),
  })
  world.provider.faults = honest(world)
  return world
}

/** A UserInfo that gives what the scope asked for. */
function honest({ provider }: World): Faults {
  return {
    userinfo({ sub, ...claims }) {
      const scope = provider.seen.authorize.at(-1)?.searchParams.get("scope")?.split(" ") ?? []
      const allowed = scope.flatMap((name) => claimsOfScope[name] ?? [])
      return { sub, ...Object.fromEntries(Object.entries(claims).filter(([name]) => allowed.includes(name))) }
    },
  }
}

/** The provider does this besides. */
export function misbehave({ provider }: World, faults: Faults): void {
  provider.faults = { ...provider.faults, ...faults }
}

/** The visitor asks for a login; gives the authorization URL. */
export async function askForLogin(visitor: Visitor): Promise<string> {
  const response = await visitor.open("/auth/login?provider=suite")
  const location = response.headers.get("location")
  if (location === null) throw new Error(`the login route answered ${response.status}: ${await response.text()}`)
  return location
}

/** A whole login, by the way of the plan, that ends well: the visitor is known, with what UserInfo said. */
export async function accepted(plan: Plan, world: World, visitor: Visitor = world.visitor()): Promise<Visitor> {
  return arrived(plan, world, visitor, world.provider.authorize(await askForLogin(visitor)))
}

/** The visitor comes back with this, and is logged in. */
export async function arrived(
  { responseMode }: Plan,
  world: World,
  visitor: Visitor,
  answer: ReturnType<World["provider"]["authorize"]>,
): Promise<Visitor> {
  expect(answer.method).toBe(responseMode === "form_post" ? "POST" : "GET")
  const asked = world.provider.seen.userinfo.length
  const response = await visitor.comeBack(answer)
  expect([await codeOf(response), response.status]).toEqual([undefined, answer.method === "POST" ? 303 : 302])
  expect(world.provider.seen.userinfo.length).toBe(asked + 1)
  expect(await visitor.user()).toMatchObject({
    isLoggedIn: true,
    iss: world.provider.profile.metadata.issuer,
    sub: "user-subject-1234531",
    name: "Demo T. User",
    email: "user@example.com",
  })
  expectNoSecret(world)
  return visitor
}

/**
 * Two visitors come back with what the provider made wrong: one who was nobody, and one who was logged in before. Both
 * read why, neither is somebody else afterwards, and nobody asked UserInfo with a token that is not trusted.
 */
export async function refused(plan: Plan, world: World, faults: Faults, code = "id_token_invalid"): Promise<void> {
  const earlier = await accepted(plan, world)
  // Long enough for all that is published to be read anew.
  world.clock.pass(2 * hours)
  misbehave(world, faults)
  for (const visitor of [world.visitor(), earlier]) {
    const [session, user] = [visitor.cookies(), await visitor.user()]
    const asked = world.provider.seen.userinfo.length
    const tokens = world.provider.seen.token.length
    const response = await visitor.comeBack(world.provider.authorize(await askForLogin(visitor)))
    expect([await codeOf(response), response.status]).toEqual([code, 502])
    // It came as far as the tokens, so it is they that were refused.
    expect(world.provider.seen.token.length).toBe(tokens + 1)
    expect(world.provider.seen.userinfo.length).toBe(asked + (code === "userinfo_invalid" ? 1 : 0))
    expect(visitor.cookies()).toBe(session)
    expect(await visitor.user()).toEqual(user)
    expectNoSecret(world, await response.text())
  }
  expect((await earlier.user()).isLoggedIn).toBe(true)
}
