/** Microsoft Entra, in each of the forms of its address: whole logins, and tokens that nobody should accept. */
import { describe, expect, test } from "vitest"
import { compactJws } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import {
  entra,
  entraCommon,
  entraConsumers,
  entraDomain,
  entraOrganizations,
  google,
  type Profile,
  personal,
  tenant,
} from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

const host = "https://login.microsoftonline.com"
const other = "82229342-1101-4ab6-817b-70c0747630f3"

const forms: [string, Profile, string, string][] = [
  ["common", entraCommon, "common", tenant],
  ["organizations", entraOrganizations, "organizations", tenant],
  ["consumers", entraConsumers, "consumers", personal],
  ["a tenant's domain name", entraDomain, "contoso.onmicrosoft.com", tenant],
  ["a tenant's id", entra, tenant, tenant],
]

function worldOf(profile: Profile, table: Record<string, unknown> = {}): World {
  return createWorld({ providers: { microsoft: profile }, tables: { microsoft: table } })
}

/** The code of a login that fails: by then nobody is signed in. */
async function failureOf(world: World): Promise<string | undefined> {
  const visitor = world.visitor()
  const response = await visitor.login()
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
  expectNoSecret(world)
  return codeOf(response)
}

describe.each(forms)("S45 %s", (_name, profile, segment, tid) => {
  test.each<[string, Record<string, unknown>]>([
    ["by its address", {}],
    ["by the preset", { preset: "microsoft", tenant: segment }],
  ])("S45 a whole login and logout %s", async (_how, table) => {
    const world = createWorld({
      providers: { microsoft: profile },
      tables: { microsoft: table },
      auth: { logout: "provider" },
    })
    const visitor = world.visitor()
    expect((await visitor.login()).headers.get("location")).toBe("/")
    expect(await visitor.user()).toMatchObject({
      isLoggedIn: true,
      iss: `${host}/${tid}/v2.0`,
      tid,
      email: "ada@contoso.example",
    })
    const location = (await visitor.logout()).headers.get("location") ?? ""
    expect(location.split("?", 1)[0]).toBe(`${host}/${segment}/oauth2/v2.0/logout`)
    expect(world.provider.logout(location)).toContain("https://app.example/?state=")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expect(world.log).toEqual([])
    expectNoSecret(world)
  })

  test("S45 allowed_tenants that name it let its people in", async () => {
    const visitor = worldOf(profile, { allowed_tenants: [other, tid.toUpperCase()] }).visitor()
    expect((await visitor.login()).headers.get("location")).toBe("/")
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  test("S45 allowed_tenants that do not name it keep its people out, with the reason said", async () => {
    const world = worldOf(profile, { allowed_tenants: other })
    const visitor = world.visitor()
    const response = await visitor.login()
    expect([response.status, await codeOf(response)]).toEqual([403, "access_denied"])
    expect(await response.text()).toContain("organisations")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    // Nobody was asked for more about a person who may not come in.
    expect(world.provider.seen.userinfo).toEqual([])
  })

  test("S45 a token of another tenant is refused, whatever is allowed", async () => {
    const world = worldOf(profile, { allowed_tenants: [tid, other] })
    const claims: Record<string, unknown>[] = [
      { tid: other },
      { iss: `${host}/${other}/v2.0` },
      { iss: `https://evil.example/${tid}/v2.0` },
      { iss: `${host}/${tid}/v2.0/` },
      { iss: `https://sts.windows.net/${tid}/` },
      { iss: `${host}/{tenantid}/v2.0`, tid: "{tenantid}" },
      { iss: `${host}/common/v2.0`, tid: "common" },
      { iss: `${host}/${tid}/../${other}/v2.0`, tid: `${tid}/../${other}` },
      { tid: [tid] },
      { tid: "" },
    ]
    for (const change of claims) {
      world.provider.faults = { claims: (honest) => ({ ...honest, ...change }) }
      expect([change, await failureOf(world)]).toEqual([change, "id_token_invalid"])
    }
  })

  test("S45 a key counts for the tokens of its own issuer alone", async () => {
    const world = worldOf(profile)
    const withIssuer = (issuer: unknown) => ({ keys: (keys: object[]) => keys.map((key) => ({ ...key, issuer })) })
    for (const issuer of [`${host}/${other}/v2.0`, "https://evil.example/{tenantid}/v2.0", 5, null]) {
      world.provider.faults = withIssuer(issuer)
      expect([issuer, await failureOf(world)]).toEqual([issuer, "id_token_invalid"])
      world.clock.pass(3601)
    }
    for (const issuer of [`${host}/${tid}/v2.0`, `${host}/{tenantid}/v2.0`, undefined]) {
      world.provider.faults = withIssuer(issuer)
      world.clock.pass(3601)
      expect((await world.visitor().login()).status).toBe(302)
    }
  })
})

describe.each([
  ["common", entraCommon],
  ["organizations", entraOrganizations],
])("S45 %s, where every tenant of the world can sign in", (_name, profile) => {
  test("S45 people of any tenant come in, each as its own issuer's", async () => {
    const world = worldOf(profile)
    for (const tid of [tenant, other, ...(profile === entraCommon ? [personal] : [])]) {
      const iss = `${host}/${tid}/v2.0`
      world.provider.faults = { claims: (claims) => ({ ...claims, iss, tid }) }
      const visitor = world.visitor()
      await visitor.login()
      expect(await visitor.user()).toMatchObject({ isLoggedIn: true, iss, tid })
    }
  })

  test("S45 a personal account comes in by common alone", async () => {
    const world = worldOf(profile)
    world.provider.faults = { claims: (claims) => ({ ...claims, iss: `${host}/${personal}/v2.0`, tid: personal }) }
    if (profile === entraCommon) expect((await world.visitor().login()).status).toBe(302)
    else expect(await failureOf(world)).toBe("id_token_invalid")
  })

  test("S45 without a tid nobody can say whose token it is", async () => {
    const world = worldOf(profile)
    world.provider.faults = { claims: ({ tid: _left, ...claims }) => claims }
    expect(await failureOf(world)).toBe("id_token_invalid")
    expect(world.log[0]).toMatchObject({ cause: expect.stringContaining("tid") })
  })

  test("S45 keys of personal accounts sign nobody of an organisation", async () => {
    const world = worldOf(profile)
    const personalKey = await signingKey("personal")
    const issuer = `${host}/${personal}/v2.0`
    world.provider.faults = {
      keys: (keys) => [...keys, { ...personalKey.jwk, issuer }],
      header: (header) => ({ ...header, kid: "personal" }),
      idToken: (header, claims) => compactJws(header, claims, "RS256", personalKey.privateKey),
    }
    expect(await failureOf(world)).toBe("id_token_invalid")
    // The key itself is good, for those whose it is, where they may come in.
    world.provider.faults.claims = (claims) => ({ ...claims, iss: issuer, tid: personal })
    expect((await world.visitor().login()).status).toBe(profile === entraCommon ? 302 : 502)
  })

  test("S45 of two keys of one name, the one of the token's issuer is found", async () => {
    const world = worldOf(profile)
    const { jwk } = await signingKey("personal")
    world.provider.faults = {
      keys: ([own = {}]) => [{ ...own, ...jwk, kid: Reflect.get(own, "kid"), issuer: `${host}/${personal}/v2.0` }, own],
    }
    expect((await world.visitor().login()).status).toBe(302)
  })

  test("an e-mail that a tenant's owner could have typed is not a verified one", async () => {
    const world = worldOf(profile, { allowed_domains: "contoso.example" })
    expect(await failureOf(world)).toBe("access_denied")
  })
})

describe("S45 an issuer that is not its address", () => {
  test.each<[string, Profile, string]>([
    ["a template on a foreign host", google, "https://accounts.google.com/{tenantid}/v2.0"],
    ["Microsoft's template on a foreign host", google, `${host}/{tenantid}/v2.0`],
    ["a template of a foreign host", entraCommon, "https://evil.example/{tenantid}/v2.0"],
    ["common, and some tenant's issuer", entraCommon, `${host}/${tenant}/v2.0`],
    ["consumers, and an organisation's issuer", entraConsumers, `${host}/${tenant}/v2.0`],
    ["a tenant, and another's issuer", entra, `${host}/${other}/v2.0`],
    ["a tenant, and the template", entra, `${host}/{tenantid}/v2.0`],
    ["a domain, and the template", entraDomain, `${host}/{tenantid}/v2.0`],
    ["version 1", entraCommon, "https://sts.windows.net/{tenantid}/"],
  ])("S45 %s: issuer_mismatch", async (_name, profile, issuer) => {
    const world = worldOf(profile)
    world.provider.faults = { metadata: (document) => ({ ...document, issuer }) }
    const response = await world.auth.login(world.visitor().request("/"))
    expect([response.status, await codeOf(response)]).toEqual([502, "issuer_mismatch"])
  })
})
