// What the development provider does when it misbehaves, seen by a client that trusts nothing and checks nothing.
import { createHmac, createPublicKey, type JsonWebKey, verify } from "node:crypto"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { createBrowser } from "../src/browser.js"
import { formsOf } from "../src/forms.js"
import { type Misbehaviour, misbehaviours, type ProviderEndpoint } from "../src/index.js"
import type { CallbackMisbehaviour } from "../src/misbehaviour/callback-faults.js"
import type { DocumentMisbehaviour } from "../src/misbehaviour/document-faults.js"
import type { IdTokenMisbehaviour } from "../src/misbehaviour/id-token-faults.js"
import type { Outage } from "../src/misbehaviour/outages.js"
import { type DevelopmentProvider, startProvider } from "../src/provider.js"
import { attempt, exchangeCode, leaves } from "./client.js"

let provider: DevelopmentProvider
let asked: string[]
beforeEach(async () => {
  asked = []
  provider = await startProvider({ onRequest: ({ path }) => asked.push(path) })
})
afterEach(() => provider.close())

/** The address at which the browser is sent back, at the end of a login. */
async function comeBack(parameters: Record<string, string> = {}) {
  const by = attempt(provider, parameters)
  const browser = createBrowser()
  const page = await browser.follow(await browser.get(by.url))
  const back = await browser.follow(await browser.pickUser(page, "ada"), leaves(provider))
  return { by, back }
}

async function callbackOf(parameters?: Record<string, string>): Promise<URLSearchParams> {
  const { back } = await comeBack(parameters)
  return new URL(back.location ?? "").searchParams
}

async function tokens() {
  const { by, back } = await comeBack()
  return exchangeCode(provider, by, new URL(back.location ?? "").searchParams.get("code") ?? "")
}

interface Parts {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  /** Which of the published keys signed it, by `alg`. */
  signedBy: string | undefined
  token: string
}

async function idToken(): Promise<Parts> {
  return partsOf((await tokens()).id_token)
}

async function partsOf(token: string): Promise<Parts> {
  const [header = "", claims = "", signature = ""] = token.split(".")
  const parse = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString())
  const signer = (await publishedKeys()).find((key) =>
    verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      { key: createPublicKey({ format: "jwk", key }), dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    ),
  )
  return { header: parse(header), claims: parse(claims), signedBy: signer?.alg, token }
}

async function publishedKeys(): Promise<(JsonWebKey & { kid: string; alg: string })[]> {
  const response = await fetch(`${provider.issuer}/jwks`)
  return ((await response.json()) as { keys: (JsonWebKey & { kid: string; alg: string })[] }).keys
}

async function metadata(): Promise<Record<string, unknown>> {
  const response = await fetch(`${provider.issuer}/.well-known/openid-configuration`)
  return (await response.json()) as Record<string, unknown>
}

async function userinfo(): Promise<Response> {
  const { access_token } = await tokens()
  return fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${access_token}` } })
}

const hour = 3600
const seconds = () => Date.now() / 1000
const near = (time: number) => expect.closeTo(time, -1)

const ofIdToken: Record<IdTokenMisbehaviour, (token: Parts) => void | Promise<void>> = {
  "wrong issuer": ({ claims }) => expect(claims.iss).toBe("https://issuer.example"),
  "wrong audience": ({ claims }) => expect(claims.aud).toBe("another-client"),
  "several audiences": ({ claims }) => {
    expect(claims.aud).toEqual(["development", "another-client"])
    expect(claims).not.toHaveProperty("azp")
  },
  "foreign azp": ({ claims }) => expect(claims).toMatchObject({ aud: "development", azp: "another-client" }),
  "wrong nonce": ({ claims }) => expect(claims.nonce).toBe("the-nonce-of-another-login"),
  "missing nonce": ({ claims }) => expect(claims).not.toHaveProperty("nonce"),
  expired: ({ claims }) =>
    expect(claims).toMatchObject({ iat: near(seconds() - 2 * hour), exp: near(seconds() - hour) }),
  "not yet valid": ({ claims }) => expect(claims.nbf).toEqual(near(seconds() + hour)),
  "issued in the future": ({ claims }) => {
    expect(claims).toMatchObject({ iat: near(seconds() + hour), exp: near(seconds() + 2 * hour) })
  },
  "missing subject": ({ claims }) => expect(claims).not.toHaveProperty("sub"),
  "empty subject": ({ claims }) => expect(claims.sub).toBe(""),
  "long subject": ({ claims }) => expect(claims.sub).toHaveLength(256),
  "wrong at_hash": ({ claims }) => expect(claims.at_hash).toBe("dGhlIGhhc2ggb2YgYW5vdA"),
  "wrong token type": ({ header }) => expect(header.typ).toBe("logout+jwt"),
  unsigned: ({ header, token }) => {
    expect(header).toEqual({ alg: "none" })
    expect(token.split(".")[2]).toBe("")
  },
  "public key as secret": async ({ header, token }) => {
    const [key] = await publishedKeys()
    const pem = createPublicKey({ format: "jwk", key: key ?? {} }).export({ format: "pem", type: "spki" })
    const [first, second, signature] = token.split(".")
    expect(header).toMatchObject({ alg: "HS256", kid: key?.kid })
    expect(createHmac("sha256", pem).update(`${first}.${second}`).digest("base64url")).toBe(signature)
  },
  "bad signature": async ({ header, token, signedBy }) => {
    expect(header).toMatchObject({ alg: "RS256", kid: (await publishedKeys())[0]?.kid })
    expect(Buffer.from(token.split(".")[2] ?? "", "base64url")).toHaveLength(256)
    expect(signedBy).toBeUndefined()
  },
  "unknown kid": ({ header }) => expect(header).toMatchObject({ alg: "RS256", kid: "unknown" }),
  "another algorithm": async ({ header, signedBy }) => {
    expect(header).toMatchObject({ alg: "ES256", kid: (await publishedKeys())[0]?.kid })
    expect(signedBy).toBe("ES256")
  },
  "key in the header": ({ header, token }) => {
    const [first, second, signature = ""] = token.split(".")
    const key = createPublicKey({ format: "jwk", key: header.jwk as JsonWebKey })
    expect(header).not.toHaveProperty("kid")
    expect(header.jwk).not.toHaveProperty("d")
    expect(verify("sha256", Buffer.from(`${first}.${second}`), key, Buffer.from(signature, "base64url"))).toBe(true)
  },
  "critical header": ({ header }) => expect(header).toMatchObject({ crit: ["unheard-of"], "unheard-of": true }),
  "new keys": async ({ header, signedBy }) => {
    const keys = await publishedKeys()
    expect(keys).toEqual([expect.objectContaining({ kid: header.kid, alg: "RS256", use: "sig", kty: "RSA" })])
    expect(keys[0]).not.toHaveProperty("d")
    expect(signedBy).toBe("RS256")
    provider.misbehave(undefined)
    expect((await publishedKeys()).map(({ kid }) => kid)).not.toContain(header.kid)
  },
  "new keys, unpublished": async ({ header, signedBy }) => {
    expect((await publishedKeys()).map(({ kid }) => kid)).not.toContain(header.kid)
    expect(signedBy).toBeUndefined()
  },
}

/** Those whose signature is as bad as it looks; every other token is signed as ever. */
const badlySigned: readonly string[] = [
  "unsigned",
  "public key as secret",
  "bad signature",
  "another algorithm",
  "key in the header",
  "new keys, unpublished",
] satisfies IdTokenMisbehaviour[]

const ofCallback: Record<CallbackMisbehaviour, (answer: Record<string, string[]>) => void> = {
  "missing iss": (answer) => expect(Object.keys(answer).sort()).toEqual(["code", "state"]),
  "foreign iss": ({ iss }) => expect(iss).toEqual(["https://issuer.example"]),
  "wrong state": ({ state }) => expect(state).toEqual(["x".repeat(43)]),
  "missing code": (answer) => expect(Object.keys(answer).sort()).toEqual(["iss", "state"]),
  "code twice": ({ code }) => expect(code).toEqual([expect.any(String), "another-code"]),
  "state twice": ({ state = [] }) => {
    expect(state).toHaveLength(2)
    expect(state[0]).toBe(state[1])
  },
  "ID token beside the code": ({ code, id_token = [] }) => {
    expect([code, id_token]).toEqual([[expect.any(String)], [expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]])
  },
  "login refused": (answer) => {
    expect(answer).toMatchObject({ error: ["access_denied"], state: [expect.any(String)] })
    expect(answer).not.toHaveProperty("code")
  },
  "error with hostile text": (answer) => {
    expect(answer).toMatchObject({ error: ["server_error"], error_uri: ["javascript:alert(1)"] })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be there.
    expect(answer.error_description?.[0]).toMatch(/<script>.*\r\n.*\x1b\[.*\x00/)
  },
}

const ofDocument: Record<DocumentMisbehaviour, () => Promise<void>> = {
  "another issuer": async () => expect((await metadata()).issuer).toBe("https://issuer.example"),
  "missing jwks_uri": async () => {
    const document = await metadata()
    expect(document).not.toHaveProperty("jwks_uri")
    expect(document).toHaveProperty("token_endpoint")
  },
  "script as endpoint": async () => {
    expect(await metadata()).toMatchObject({
      authorization_endpoint: expect.stringMatching(/^javascript:/),
      end_session_endpoint: expect.stringMatching(/^javascript:/),
    })
  },
  "insecure endpoint": async () => expect((await metadata()).token_endpoint).toBe("http://issuer.example/token"),
  "code refused": async () => expect(await tokens()).toMatchObject({ status: 400, error: "invalid_grant" }),
  "client refused": async () => expect(await tokens()).toMatchObject({ status: 401, error: "invalid_client" }),
  "token error with hostile text": async () => {
    const answer = await tokens()
    expect(answer).toMatchObject({ status: 400, error: "server_error" })
    expect(answer).toHaveProperty("error_description", expect.stringContaining("<script>"))
  },
  "missing access token": async () => {
    const answer = await tokens()
    expect(answer).not.toHaveProperty("access_token")
    expect(answer).toMatchObject({ status: 200, id_token: expect.any(String) })
  },
  "missing ID token": async () => {
    const answer = await tokens()
    expect(answer).not.toHaveProperty("id_token")
    expect(answer).toMatchObject({ status: 200, access_token: expect.any(String) })
  },
  "mac token": async () => expect(await tokens()).toMatchObject({ status: 200, token_type: "mac" }),
  "another subject": async () => {
    expect(await (await userinfo()).json()).toMatchObject({ sub: "somebody else", name: "Ada Lovelace" })
  },
  "userinfo signed by a stranger": async () => {
    const response = await userinfo()
    const { header, claims, signedBy } = await partsOf(await response.text())
    expect(response.headers.get("content-type")).toBe("application/jwt")
    expect(header.kid).toBe((await publishedKeys())[0]?.kid)
    expect(claims).toMatchObject({ iss: provider.issuer, aud: "development", sub: "ada" })
    expect(signedBy).toBeUndefined()
  },
}

const paths: Record<ProviderEndpoint, string> = {
  metadata: "/.well-known/openid-configuration",
  jwks_uri: "/jwks",
  authorization_endpoint: "/auth",
  token_endpoint: "/token",
  userinfo_endpoint: "/me",
  end_session_endpoint: "/session/end",
}

type Ask = () => Promise<Response>
const everJson = "application/json"

const ofOutage: Record<Outage, (ask: Ask, endpoint: ProviderEndpoint) => Promise<void>> = {
  "status 404": async (ask) => expect((await ask()).status).toBe(404),
  "status 500": async (ask) => expect((await ask()).status).toBe(500),
  "status 503": async (ask) => expect((await ask()).status).toBe(503),
  "redirect to itself": async (ask, endpoint) => {
    const response = await ask()
    expect([response.status, response.headers.get("location")]).toEqual([307, paths[endpoint]])
  },
  "redirect to another origin": async (ask) => {
    const response = await ask()
    const location = response.headers.get("location") ?? ""
    expect([response.status, location]).toEqual([307, `http://127.0.0.1:${new URL(provider.issuer).port}/elsewhere`])
    await fetch(location)
    expect(asked).toContain("/elsewhere")
  },
  "closed connection": async (ask) => {
    await expect(ask()).rejects.toThrow("fetch failed")
  },
  "cut answer": async (ask) => {
    const response = await ask()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow("terminated")
  },
  hang: async (ask) => {
    await expect(within(ask())).resolves.toBe("nothing yet")
  },
  "hang after the headers": async (ask) => {
    const response = await ask()
    expect([response.status, response.headers.get("content-type")]).toEqual([200, everJson])
    await expect(within(response.text())).resolves.toBe("nothing yet")
  },
  "slow drip": async (ask) => {
    const reader = (await ask()).body?.getReader()
    for (let byte = 0; byte < 3; byte++) expect((await reader?.read())?.value).toHaveLength(1)
    await expect(within(reader?.closed)).resolves.toBe("nothing yet")
  },
  "large answer": async (ask) => {
    const response = await ask()
    const text = await response.text()
    expect(text.length).toBeGreaterThan(10_000_000)
    expect(JSON.parse(text)).toHaveProperty("filling")
  },
  "large answer, compressed": async (ask) => {
    const response = await ask()
    expect(response.headers.get("content-encoding")).toBe("gzip")
    expect(Number(response.headers.get("content-length"))).toBeLessThan(20_000)
    expect((await response.text()).length).toBeGreaterThan(10_000_000)
  },
  HTML: async (ask) => {
    const response = await ask()
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
    expect(await response.text()).toMatch(/^<!doctype html>/)
  },
  "truncated JSON": async (ask) => {
    const response = await ask()
    expect([response.status, response.headers.get("content-type")]).toEqual([200, everJson])
    await expect(response.json()).rejects.toThrow(SyntaxError)
  },
  "JSON that is no object": async (ask) => expect(await (await ask()).json()).toEqual(expect.any(Array)),
  "wrong content type": async (ask) => {
    const response = await ask()
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    JSON.parse(await response.text())
  },
}

/** Long enough for an answer that comes, and short enough to wait for one that does not. */
function within(promise: Promise<unknown> | undefined): Promise<unknown> {
  return Promise.race([
    promise?.catch(() => "it failed"),
    new Promise((resolve) => setTimeout(() => resolve("nothing yet"), 150)),
  ])
}

const rows = <Name extends string, Check>(checks: Record<Name, Check>): [Name, Check][] =>
  Object.entries(checks) as [Name, Check][]

describe("the ID token", () => {
  test.each(rows(ofIdToken))("%s", async (name, check) => {
    provider.misbehave(name)
    const token = await idToken()
    await check(token)
    if (!badlySigned.includes(name)) expect(token.signedBy).toBe("RS256")
  })

  test("all that is not said to be wrong is right", async () => {
    provider.misbehave("wrong at_hash")
    const { claims } = await idToken()
    expect(claims.at_hash).toBe("dGhlIGhhc2ggb2YgYW5vdA")
    expect(claims).toMatchObject({
      iss: provider.issuer,
      aud: "development",
      nonce: "a-nonce",
      sub: "ada",
      name: "Ada Lovelace",
      iat: near(seconds()),
      exp: near(seconds() + hour),
    })
  })
})

describe("the callback", () => {
  const all = (answer: URLSearchParams) =>
    Object.fromEntries([...answer.keys()].map((name) => [name, answer.getAll(name)]))

  test.each(rows(ofCallback))("%s", async (name, check) => {
    provider.misbehave(name)
    check(all(await callbackOf()))
  })

  test.each(rows(ofCallback))("%s, by POST", async (name, check) => {
    provider.misbehave(name)
    const by = attempt(provider, { response_mode: "form_post" })
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(by.url))
    const posts = (response: { text: string }) => response.text.includes("Submitting Callback")
    const { text, url } = await browser.follow(await browser.pickUser(page, "ada"), posts)
    const [form] = formsOf({ text, url })
    expect(form?.action).toBe(by.redirectUri)
    const inputs = form?.controls.filter(({ tag }) => tag === "input") ?? []
    check(all(new URLSearchParams(inputs.map(({ name, value }) => [name, value]))))
    // The page still sends itself.
    expect(text).toContain("document.forms[0].submit()")
  })
})

describe("what it says", () => {
  test.each(rows(ofDocument))("%s", async (name, check) => {
    provider.misbehave(name)
    await check()
  })

  test("an error of its own stays as it is", async () => {
    const guess = () => exchangeCode(provider, attempt(provider), "a-guess")
    for (const name of ["wrong issuer", "missing access token", "client refused"] as const) {
      provider.misbehave(name)
      expect(await guess()).toMatchObject({ status: 400, error: "invalid_grant" })
    }
  })
})

describe("any server's", () => {
  const one = rows(ofOutage).flatMap(([name, check]) => misbehaviours[name].at.map((at) => [name, at, check] as const))
  test.each(one)("%s at %s", async (name, at, check) => {
    provider.misbehave(name, { at })
    const end = new AbortController()
    const ask: Ask = () =>
      fetch(`${provider.issuer}${paths[at]}`, {
        redirect: "manual",
        signal: end.signal,
        ...(at === "token_endpoint" ? { method: "POST", body: new URLSearchParams({ grant_type: "x" }) } : {}),
      })
    await check(ask, at)
    end.abort()
    // The others go on.
    const other = at === "metadata" ? "/jwks" : paths.metadata
    expect((await fetch(`${provider.issuer}${other}`)).status).toBe(200)
  })

  test("the compressed answer is the large one", async () => {
    const bodyOf = async (name: Misbehaviour) => {
      provider.misbehave(name, { at: "jwks_uri" })
      return (await fetch(`${provider.issuer}/jwks`)).text()
    }
    const body = await bodyOf("large answer")
    expect(body.length).toBeGreaterThan(10_000_000)
    expect(await bodyOf("large answer, compressed")).toBe(body)
  })
})

describe("on command", () => {
  const issuerNow = async () => (await metadata()).issuer

  test("from the start, at run time, and no more", async () => {
    const other = await startProvider({ misbehave: "another issuer" })
    const issuerThere = async () =>
      ((await (await fetch(`${other.issuer}/.well-known/openid-configuration`)).json()) as { issuer: string }).issuer
    expect(await issuerThere()).toBe("https://issuer.example")
    other.misbehave(undefined)
    expect(await issuerThere()).toBe(other.issuer)
    other.misbehave("another issuer")
    expect(await issuerThere()).toBe("https://issuer.example")
    await other.close()
    // It was the other's affair alone.
    expect(await issuerNow()).toBe(provider.issuer)
  })

  test("at one endpoint, at several, or wherever it can happen", async () => {
    const down = async () => {
      const ask = async (path: string) => (await fetch(`${provider.issuer}${path}`)).status === 503
      const all = await Promise.all(Object.values(paths).map(ask))
      return Object.keys(paths).filter((_, index) => all[index])
    }
    provider.misbehave("status 503", { at: "jwks_uri" })
    expect(await down()).toEqual(["jwks_uri"])
    provider.misbehave("status 503", { at: ["metadata", "token_endpoint"] })
    expect(await down()).toEqual(["metadata", "token_endpoint"])
    provider.misbehave("status 503")
    expect(await down()).toEqual(Object.keys(paths))
    const other = await startProvider({ misbehave: { name: "status 503", at: "jwks_uri" } })
    expect((await fetch(`${other.issuer}/jwks`)).status).toBe(503)
    expect((await fetch(`${other.issuer}${paths.metadata}`)).status).toBe(200)
    await other.close()
  })

  test("what does not exist is told at once, with what does", async () => {
    expect(() => provider.misbehave("__proto__" as Misbehaviour)).toThrow(/no "__proto__".*wrong issuer/)
    expect(() => provider.misbehave("wrong nonce", { at: "jwks_uri" })).toThrow(
      'misbehave: "wrong nonce" cannot happen at "jwks_uri", but at: token_endpoint',
    )
    await expect(startProvider({ misbehave: "nonsense" as Misbehaviour })).rejects.toThrow(/no "nonsense"/)
    // Nothing has changed.
    expect(await issuerNow()).toBe(provider.issuer)
  })

  test.each(["hang", "hang after the headers", "slow drip"] as const)(
    "close() ends connections that %s",
    async (name) => {
      provider.misbehave(name)
      const pending = fetch(`${provider.issuer}/jwks`).then((response) => response.text())
      pending.catch(() => {})
      while (!asked.includes("/jwks")) await new Promise((resolve) => setTimeout(resolve, 5))
      await provider.close()
      await expect(pending).rejects.toThrow()
    },
  )

  test("every row has a sentence, and a place", () => {
    for (const { text, at } of Object.values(misbehaviours)) {
      expect(text).toMatch(/^[A-Z].*\.$/)
      expect(at.length).toBeGreaterThan(0)
    }
  })
})
