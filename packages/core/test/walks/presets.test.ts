/** Each preset as its owner writes it, against what its provider publishes: a whole login and logout. */
import { describe, expect, test } from "vitest"
import { presets } from "../../src/config/presets.js"
import {
  auth0Older,
  cognitoOlder,
  linkedin,
  type OAuth2Profile,
  type Profile,
  presetProfiles,
} from "../support/profiles.js"
import { clientSecret, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

/** What a preset changes of the common way: everything that is not named here is as for any provider. */
interface Row {
  /** In the authorization request, beside what every login asks for; undefined for what is left out. */
  readonly asks?: Readonly<Record<string, unknown>>
  /** At the token endpoint. Default: basic. */
  readonly authentication?: "post" | "signed"
  /** The logout's address and its parameters. Default: the standard ones at the metadata's endpoint. */
  readonly logout?: "none" | Readonly<Record<string, string>>
  readonly user?: Readonly<Record<string, unknown>>
  /** It says nobody's name. */
  readonly isNameless?: true
}

const withoutPrompt = { prompt: undefined }

/** One row per preset: the test below fails for one that is missing. */
const rows: Readonly<Record<string, Row>> = {
  google: { logout: "none", user: { email: "ada@gmail.com", email_verified: true } },
  microsoft: { user: { preferred_username: "ada@contoso.example", tid: "8eaef023-2b34-4da1-9baa-8bc8c9d6a490" } },
  okta: { user: { email: "ada@example.com", amr: ["pwd"] } },
  auth0: { user: { nickname: "ada" } },
  keycloak: { asks: withoutPrompt, user: { preferred_username: "ada" } },
  cognito: {
    logout: { client_id: "client-of-idp", logout_uri: "https://app.example/" },
    user: { "cognito:username": "ada", email_verified: true },
  },
  gitlab: { asks: withoutPrompt, logout: "none", user: { preferred_username: "ada", groups_direct: ["engines"] } },
  zitadel: { user: { aud: ["client-of-idp", "261815000000000001"], azp: "client-of-idp", email_verified: true } },
  authentik: { user: { groups: ["engines"] } },
  linkedin: {
    asks: { ...withoutPrompt, nonce: undefined, code_challenge: undefined, code_challenge_method: undefined },
    authentication: "post",
    logout: "none",
    user: { locale: "en_US" },
  },
  apple: {
    asks: { ...withoutPrompt, scope: "openid email", response_mode: "form_post" },
    authentication: "signed",
    logout: "none",
    user: { email: "d7xk2m9q4z@privaterelay.appleid.com", email_verified: true, is_private_email: true },
    isNameless: true,
  },
  github: {
    asks: { scope: "read:user user:email", nonce: undefined },
    authentication: "post",
    logout: "none",
    user: { sub: "583231", preferred_username: "ada", email: "ada@example.com", email_verified: true },
  },
}

const names = Object.keys(presets)

test("a preset has a row here and a profile of its provider, and nobody else has", () => {
  expect(Object.keys(rows).sort()).toEqual([...names].sort())
  expect(Object.keys(presetProfiles).sort()).toEqual([...names].sort())
})

function worldOf(
  preset: string,
  given: { profile?: Profile | OAuth2Profile; variables?: object; auth?: Record<string, unknown> } = {},
): World {
  const known = presetProfiles[preset]
  if (known === undefined) throw new Error(`the preset ${preset} has no profile`)
  const { profile = known.profile, variables = known.variables, auth = {} } = given
  return createWorld({ providers: { idp: profile }, tables: { idp: { preset, ...variables } }, auth })
}

/** Logs in and out; gives where the visitor is sent. */
async function logoutOf(world: World): Promise<string> {
  const visitor = world.visitor()
  await visitor.login()
  expect((await visitor.user()).isLoggedIn).toBe(true)
  const location = (await visitor.logout()).headers.get("location") ?? ""
  // Ours ends, whatever the provider does.
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
  return location
}

const random = expect.stringMatching(/^[\w-]{43}$/)

describe.each(names)("the preset %s", (name) => {
  const row = rows[name] ?? {}

  test("S53 a whole login: what is asked, how we prove who we are, who it is", async () => {
    const world = worldOf(name)
    const visitor = world.visitor()
    const url = await visitor.start()
    // An undefined member stands for one that is not there.
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      client_id: "client-of-idp",
      redirect_uri: "https://app.example/oauth2callback",
      response_type: "code",
      scope: "openid profile email",
      prompt: "select_account",
      state: random,
      nonce: random,
      code_challenge: random,
      code_challenge_method: "S256",
      ...row.asks,
    })
    expect((await visitor.comeBack(world.provider.authorize(url))).headers.get("location")).toBe("/")
    const [{ headers, body } = { headers: new Headers(), body: "" }] = world.provider.seen.token
    expect(headers.has("authorization")).toBe(row.authentication === undefined)
    const form = new URLSearchParams(body)
    const secrets = { post: clientSecret, signed: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/) }
    expect(form.get("client_secret")).toEqual(row.authentication === undefined ? null : secrets[row.authentication])
    expect(form.has("code_verifier")).toBe(!("code_challenge" in (row.asks ?? {})))
    const who = row.isNameless ? {} : { name: "Ada Lovelace" }
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, ...who, ...row.user })
    expect(world.log).toEqual([])
    expectNoSecret(world)
  })

  test('B08 logout = "provider": the exact address, which the provider accepts, and ours is over', async () => {
    const world = worldOf(name, { auth: { logout: "provider" } })
    const location = await logoutOf(world)
    if (row.logout === "none") {
      expect(location).toBe("/")
      expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "idp" })])
      return
    }
    const { searchParams } = new URL(location)
    const query = row.logout ?? {
      id_token_hint: world.provider.seen.idTokens[0] ?? "",
      client_id: "client-of-idp",
      post_logout_redirect_uri: "https://app.example/",
      state: searchParams.get("state") ?? "",
    }
    const endpoint = presetProfiles[name]?.profile.metadata.end_session_endpoint
    expect(location).toBe(`${endpoint}?${new URLSearchParams(query)}`)
    const back = new URL(world.provider.logout(location))
    expect(back.origin + back.pathname).toBe("https://app.example/")
    expect(world.log).toEqual([])
  })

  test('B08 logout = "local": the provider hears nothing of it', async () => {
    const world = worldOf(name)
    expect(await logoutOf(world)).toBe("/")
    expect(world.provider.seen.logout).toEqual([])
    expect(world.log).toEqual([])
  })

  test('B08 logout = "provider" while the provider is down: ours is over all the same', async () => {
    const world = worldOf(name, { auth: { logout: "provider" } })
    const visitor = world.visitor()
    await visitor.login()
    world.provider.faults = { metadata: () => new Response("down", { status: 503 }) }
    const later = world.restart({})
    const response = await later.auth.logout(visitor.request("/"))
    expect([response.status, response.headers.get("location")]).toEqual([302, "/"])
    visitor.jar.take(response)
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expect(later.log).toEqual([expect.objectContaining({ level: "warning", provider: "idp" })])
  })
})

describe("B08 a provider's own logout", () => {
  const query = new URLSearchParams({ client_id: "client-of-idp", returnTo: "https://app.example/" })

  test("Auth0's, of a tenant that publishes no endpoint", async () => {
    const world = worldOf("auth0", { profile: auth0Older, auth: { logout: "provider" } })
    const location = await logoutOf(world)
    expect(location).toBe(`https://dev-ltxchcls4igzho78.us.auth0.com/v2/logout?${query}`)
    expect(world.provider.logout(location)).toBe("https://app.example/")
    expect(world.log).toEqual([])
  })

  const pool = { region: "eu-west-1", user_pool_id: "eu-west-1_aBcDeFgHi" }

  test("Cognito's, of a pool that publishes no endpoint: the domain says where it is", async () => {
    const variables = { ...pool, domain: "acme.auth.eu-west-1.amazoncognito.com" }
    const world = worldOf("cognito", { profile: cognitoOlder, variables, auth: { logout: "provider" } })
    const location = await logoutOf(world)
    const own = new URLSearchParams({ client_id: "client-of-idp", logout_uri: "https://app.example/" })
    expect(location).toBe(`https://acme.auth.eu-west-1.amazoncognito.com/logout?${own}`)
    expect(world.provider.logout(location)).toBe("https://app.example/")
  })

  test("Cognito's, without endpoint and domain: ours is over, and the log says the rest", async () => {
    const world = worldOf("cognito", { profile: cognitoOlder, variables: pool, auth: { logout: "provider" } })
    expect(await logoutOf(world)).toBe("/")
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "idp" })])
  })

  test("post_logout_redirect_uri is what they are told", async () => {
    const auth = { logout: "provider", post_logout_redirect_uri: "https://app.example/bye" }
    const location = await logoutOf(worldOf("cognito", { auth }))
    expect(new URL(location).searchParams.get("logout_uri")).toBe("https://app.example/bye")
  })
})

describe("a provider without nonce and PKCE", () => {
  test("a nonce that nobody sent is refused: it would answer another's request", async () => {
    const world = worldOf("linkedin")
    world.provider.faults = { claims: (claims) => ({ ...claims, nonce: "another" }) }
    const visitor = world.visitor()
    expect((await visitor.login()).status).toBe(502)
    expect(world.log).toEqual([expect.objectContaining({ event: "id_token_invalid" })])
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })

  test("state still binds the answer to the browser that asked", async () => {
    const world = worldOf("linkedin")
    const [mine, others] = [world.visitor(), world.visitor()]
    const answer = world.provider.authorize(await others.start())
    await mine.start()
    expect((await mine.comeBack(answer)).status).toBe(400)
    expect(world.provider.seen.token).toEqual([])
  })

  test("what it needs is its preset's: by its address alone it is like any provider, and refuses us", async () => {
    const world = createWorld({ providers: { idp: linkedin } })
    expect((await world.visitor().login()).status).toBe(502)
    expect(world.log).toEqual([expect.objectContaining({ event: "client_rejected" })])
  })
})

test('GitLab answers the default prompt with an error: by its address alone it wants prompt = ""', async () => {
  const { profile } = presetProfiles.gitlab ?? {}
  if (profile === undefined) throw new Error("no profile")
  expect(
    (
      await createWorld({ providers: { idp: profile } })
        .visitor()
        .login()
    ).status,
  ).toBe(502)
  const tables = { idp: { client_kwargs: { prompt: "" } } }
  expect(
    (
      await createWorld({ providers: { idp: profile }, tables })
        .visitor()
        .login()
    ).status,
  ).toBe(302)
})

test("client_kwargs and token_endpoint_auth_method win over the preset", async () => {
  const own = { client_kwargs: { prompt: "login" }, token_endpoint_auth_method: "client_secret_post" }
  const { variables, profile } = presetProfiles.gitlab ?? {}
  if (profile === undefined) throw new Error("no profile")
  const world = createWorld({
    providers: { idp: profile },
    tables: { idp: { preset: "gitlab", ...variables, ...own } },
  })
  const visitor = world.visitor()
  const url = await visitor.start()
  expect(new URL(url).searchParams.get("prompt")).toBe("login")
  await visitor.comeBack(world.provider.authorize(url))
  expect(world.provider.seen.token[0]?.headers.has("authorization")).toBe(false)
  expect((await visitor.user()).isLoggedIn).toBe(true)
})
