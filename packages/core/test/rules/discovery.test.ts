/** What a provider publishes, and how it is asked. */
import { gzipSync } from "node:zlib"
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { boundedFetch, TooManyValues } from "../../src/provider/bounded-fetch.js"
import { isKeyFor } from "../../src/provider/entra.js"
import { signingKey } from "../support/keys.js"
import type { Faults } from "../support/mock-provider.js"
import {
  entra,
  entraCommon,
  entraConsumers,
  entraOrganizations,
  google,
  personal,
  tenant,
} from "../support/profiles.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"
import { login, loginIn, verdict } from "./support.js"

useNetwork()

/** What a login begins with, when the metadata says something else. */
async function begun(change: object, profile = google) {
  const world = createWorld({ providers: { google: profile } })
  world.provider.faults = { metadata: (document) => ({ ...document, ...change }) }
  const response = await world.auth.login(world.visitor().request("/"))
  const location = response.headers.get("location")
  return {
    world,
    status: response.status,
    code: await codeOf(response),
    location,
    set: response.headers.getSetCookie(),
  }
}

describe("metadata", () => {
  test.each([
    "https://evil.example",
    "http://accounts.google.com",
    "https://accounts.google.com/x",
    "HTTPS://accounts.google.com",
  ])("discovery: the issuer is the configured one (%s)", async (issuer) => {
    const { status, code, location, set } = await begun({ issuer })
    expect([status, code, location, set]).toEqual([502, "issuer_mismatch", null, []])
  })

  test("discovery: one final slash may differ", async () => {
    expect((await begun({ issuer: `${google.metadata.issuer}/` })).status).toBe(302)
    expect((await begun({ issuer: `${google.metadata.issuer}//` })).code).toBe("issuer_mismatch")
  })

  test("discovery: both issuers stand in the log", async () => {
    const { world } = await begun({ issuer: "https://evil.example" })
    const [event] = world.log
    expect(event?.cause).toContain("https://evil.example")
    expect(event?.cause).toContain(google.metadata.issuer)
  })

  const addresses = [
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
  ]

  test.each([
    "javascript:alert(1)//",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://accounts.google.com/",
    "/o/oauth2/auth",
    "accounts.google.com/auth",
    "",
    5,
    null,
  ])("discovery: http and https alone (%j)", async (address) => {
    for (const name of addresses) {
      const { code, location, set } = await begun({ [name]: address })
      expect([name, code, location, set]).toEqual([name, "provider_invalid", null, []])
    }
  })

  test.each(["https://user@accounts.google.com/", "https://user:password@accounts.google.com/"])(
    "discovery: no credentials in an address (%s)",
    async (address) => {
      for (const name of addresses)
        expect([name, (await begun({ [name]: address })).code]).toEqual([name, "provider_invalid"])
    },
  )

  test("discovery: https beyond this machine", async () => {
    for (const name of addresses) {
      const outcome = await begun({ [name]: "http://accounts.google.com/x" })
      expect([name, outcome.code]).toEqual([name, "provider_invalid"])
    }
    for (const host of ["localhost:8080", "127.0.0.1", "[::1]:9000"]) {
      expect((await begun({ userinfo_endpoint: `http://${host}/x` })).status).toBe(302)
    }
  })
})

describe("what is kept", () => {
  test("discovery: failures are not cached", async () => {
    const world = createWorld()
    for (const faults of [
      { metadata: () => HttpResponse.error() },
      { keys: () => HttpResponse.json("x") },
    ] as Faults[]) {
      world.provider.faults = faults
      const response = await world.auth.login(world.visitor().request("/"))
      const visitor = world.visitor()
      if (response.status === 302) expect((await loginIn(world, visitor)).isLoggedIn).toBe(false)
      else expect(await codeOf(response)).toBe("provider_unreachable")
      world.provider.faults = {}
    }
    expect((await loginIn(world)).isLoggedIn).toBe(true)
  })

  test("discovery: one fetch in flight", async () => {
    const world = createWorld()
    await Promise.all(Array.from({ length: 8 }, () => world.visitor().start()))
    expect(world.provider.seen.metadata).toBe(1)
  })

  test("discovery: an unknown kid refetches", async () => {
    const world = createWorld()
    await loginIn(world)
    world.clock.pass(120)
    world.provider.rotate("after the rotation")
    expect((await loginIn(world)).isLoggedIn).toBe(true)
    expect(world.provider.seen.keys).toBe(2)
  })

  test("discovery: a flood of kids does not", async () => {
    const world = createWorld()
    await loginIn(world)
    world.clock.pass(120)
    let count = 0
    world.provider.faults = {
      header: (header) => {
        count += 1
        return { ...header, kid: `unknown ${count}` }
      },
    }
    for (let round = 0; round < 5; round++) expect((await loginIn(world)).code).toBe("id_token_invalid")
    expect(world.provider.seen.keys).toBe(2)
  })
})

describe("entra", () => {
  const host = "https://login.microsoftonline.com"
  const other = "82229342-1101-4ab6-817b-70c0747630f3"
  const at = (profile: typeof entra, table = {}) => ({
    providers: { microsoft: profile },
    tables: { microsoft: table },
  })
  const claims = (change: object): Faults => ({ claims: (honest) => ({ ...honest, ...change }) })

  test("entra: the template is filled with tid", async () => {
    expect(await verdict({}, at(entraCommon))).toBe("accepted")
    for (const change of [
      { tid: other },
      { iss: `${host}/${other}/v2.0` },
      { iss: `${host}/${tenant}/v2.0/` },
      { iss: `https://evil.example/${tenant}/v2.0` },
      { iss: `${host}/{tenantid}/v2.0` },
      { tid: undefined },
    ]) {
      expect([change, await verdict(claims(change), at(entraCommon))]).toEqual([change, "id_token_invalid"])
    }
  })

  test.each(["{tenantid}", "common", "", `${tenant}/../${other}`, `${tenant}x`, "$&", [tenant]])(
    "entra: tid is a GUID (%j)",
    async (tid) => {
      const keyless: Faults = { keys: (keys) => keys.map((key) => ({ ...key, issuer: undefined })) }
      const faults = { ...keyless, ...claims({ tid, iss: `${host}/${tid}/v2.0` }) }
      expect(await verdict(faults, at(entraCommon))).toBe("id_token_invalid")
    },
  )

  test("entra: allowed_tenants", async () => {
    expect(await verdict({}, at(entraCommon, { allowed_tenants: [tenant] }))).toBe("accepted")
    expect(await verdict({}, at(entraCommon, { allowed_tenants: [other] }))).toBe("access_denied")
    expect(await verdict({}, at(entra, { allowed_tenants: [other] }))).toBe("access_denied")
  })

  test("entra: no personal account in organizations", async () => {
    const change = claims({ tid: personal, iss: `${host}/${personal}/v2.0` })
    expect(await verdict(change, at(entraCommon))).toBe("accepted")
    expect(await verdict(change, at(entraOrganizations))).toBe("id_token_invalid")
  })

  test("entra: aliases on Microsoft's hosts alone", async () => {
    const elsewhere = "https://id.example/common/v2.0"
    const metadata = { ...google.metadata, issuer: elsewhere }
    const profile = { ...google, metadataUrl: `${elsewhere}/.well-known/openid-configuration`, metadata }
    expect((await begun({}, profile)).status).toBe(302)
    for (const issuer of ["https://id.example/{tenantid}/v2.0", `${host}/{tenantid}/v2.0`]) {
      expect((await begun({ issuer }, profile)).code).toBe("issuer_mismatch")
    }
  })

  test("entra: behind an alias iss is exact", async () => {
    expect(await verdict({}, at(entraConsumers))).toBe("accepted")
    for (const iss of [`${host}/consumers/v2.0`, `${host}/${personal}/v2.0/`, `${host}/${tenant}/v2.0`]) {
      const keyless: Faults = { keys: (keys) => keys.map((key) => ({ ...key, issuer: undefined })) }
      const faults = { ...keyless, ...claims({ iss, tid: undefined }) }
      expect([iss, await verdict(faults, at(entraConsumers))]).toEqual([iss, "id_token_invalid"])
    }
  })

  test("entra: keys of another issuer do not count", async () => {
    const own = (issuer: unknown): Faults => ({ keys: (keys) => keys.map((key) => ({ ...key, issuer })) })
    for (const issuer of [`${host}/${other}/v2.0`, "https://evil.example/{tenantid}/v2.0", 5, null]) {
      expect([issuer, await verdict(own(issuer), at(entraCommon))]).toEqual([issuer, "id_token_invalid"])
    }
    // A token that names no issuer has no key of its own either: two that are missing are not the same.
    expect(isKeyFor({ issuer: `${host}/{tenantid}/v2.0` }, {})).toBe(false)
    expect(isKeyFor({ issuer: `${host}/{tenantid}/v2.0` }, { tid: "none" })).toBe(false)
    expect(isKeyFor({}, {})).toBe(true)
  })

  test("entra: a typed address is not verified", async () => {
    const options = at(entraCommon, { allowed_domains: "contoso.example" })
    expect(await verdict(claims({ email: "ada@contoso.example" }), options)).toBe("access_denied")
    expect(await verdict(claims({ email: "ada@contoso.example", email_verified: true }), options)).toBe("accepted")
  })
})

describe("requests", () => {
  const elsewhere = "https://evil.example/"

  test("requests: no redirect is followed", async () => {
    const followed: string[] = []
    const redirecting = async (url: string, init?: RequestInit): Promise<Response> => {
      // As a runtime's fetch: who does not say otherwise is led on, with everything that was sent.
      if (init?.redirect !== "manual") followed.push(`${url} ${init?.body}`)
      return new Response(null, { status: 307, headers: { location: elsewhere } })
    }
    const fetch = boundedFetch({ fetch: redirecting }, 5000)
    await fetch("https://idp.example/token", { method: "POST", body: "code=c" }).catch(() => undefined)
    expect(followed).toEqual([])
  })

  test.each([301, 302, 303, 307, 308])("requests: a redirect is no answer (%i)", async (status) => {
    const redirect = () => new HttpResponse(null, { status, headers: { location: elsewhere } })
    const { code, status: answered } = await login({ tokens: redirect })
    expect([code, answered]).toEqual(["provider_invalid", 502])
    const world = createWorld()
    world.provider.faults = { metadata: redirect }
    expect(await codeOf(await world.auth.login(world.visitor().request("/")))).toBe("provider_invalid")
  })

  /** Rejects when the request's time is over, as a runtime's fetch does. */
  const whenOver = (signal: AbortSignal | null | undefined) =>
    new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)))

  test("requests: a time limit", async () => {
    const fetch = boundedFetch({ fetch: (_url, init) => whenOver(init?.signal) }, 20)
    await expect(fetch("https://idp.example/")).rejects.toMatchObject({ code: "provider_unreachable", status: 504 })
  }, 5000)

  test("requests: the limit covers the body", async () => {
    const fetch = boundedFetch(
      {
        async fetch(_url, init) {
          const stream = new ReadableStream({
            start(controller) {
              controller.enqueue(new Uint8Array(8))
              init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason))
            },
          })
          return new Response(stream)
        },
      },
      20,
    )
    await expect(fetch("https://idp.example/")).rejects.toMatchObject({ code: "provider_unreachable", status: 504 })
  }, 5000)

  test("requests: 1 MiB at most", async () => {
    const mebibyte = 1024 * 1024
    const zipped = (bytes: number) => {
      const stream = new Blob([gzipSync(new Uint8Array(bytes))]).stream().pipeThrough(new DecompressionStream("gzip"))
      return boundedFetch({ fetch: async () => new Response(stream) }, 5000)("https://idp.example/")
    }
    expect((await (await zipped(mebibyte)).arrayBuffer()).byteLength).toBe(mebibyte)
    await expect(zipped(mebibyte + 1)).rejects.toMatchObject({ code: "provider_invalid", status: 502 })
  })

  test("requests: few thousand values", async () => {
    const answered = (count: number) =>
      boundedFetch({ fetch: async () => Response.json(Array(count).fill(0)) }, 5000)("https://idp.example/")
    expect(await (await answered(6000)).json()).toHaveLength(6000)
    await expect(answered(6001)).rejects.toThrow(TooManyValues)
  })
})

test("entra: keys of another issuer do not count (of two with one name)", async () => {
  const { jwk } = await signingKey("personal")
  const faults: Faults = {
    keys: ([own = {}]) => [{ ...own, ...jwk, kid: Reflect.get(own, "kid"), issuer: "https://evil.example" }, own],
  }
  expect(await verdict(faults, { providers: { microsoft: entraCommon } })).toBe("accepted")
})
