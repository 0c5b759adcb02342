/** `{ env = "NAME" }` in the place of a value. */
import { describe, expect, it } from "vitest"
import {
  allOf,
  application,
  errorOf,
  faults,
  flat,
  issuesOf,
  provider,
  registration,
  secret,
  settings,
} from "./example.js"

const env = { VALUE: "from-the-environment", SECRET: secret, EMPTY: "", URL: "https://env.example.test/cb" }
const value = { env: "VALUE" }

describe("where it may stand", () => {
  it("any value of [auth]", () => {
    const auth = {
      ...flat,
      redirect_uri: { env: "URL" },
      cookie_secret: { env: "SECRET" },
      client_id: value,
      label: value,
    }
    expect(settings(auth, { env }).application).toMatchObject({ redirectUri: env.URL, secrets: [secret] })
    expect(settings(auth, { env }).providers.get("default")).toMatchObject({ clientId: env.VALUE, label: env.VALUE })
  })

  it("any value of a provider's table", () => {
    const found = settings({ ...application, google: { ...registration, client_secret: value } }, { env })
    expect(found.providers.get("google")).toMatchObject({ clientSecret: env.VALUE })
  })

  it("an element of a list", () => {
    const auth = { ...flat, cookie_secret: [secret, { env: "SECRET" }], claims: ["name", value] }
    expect(settings(auth, { env }).application.secrets).toEqual([secret, secret])
    expect(settings(auth, { env }).providers.get("default")?.policy.claims).toEqual(["name", env.VALUE])
  })

  it("an entry of client_kwargs, and an element of its lists", () => {
    const client_kwargs = { hd: value, resource: ["a", value] }
    const parameters = { hd: [env.VALUE], resource: ["a", env.VALUE] }
    expect(settings({ ...flat, client_kwargs }, { env }).providers.get("default")?.parameters).toEqual(parameters)
    const named = { ...application, google: { ...registration, client_kwargs } }
    expect(settings(named, { env }).providers.get("google")?.parameters).toEqual(parameters)
  })

  it("never for a table", () => {
    expect(faults({ ...flat, google: value }, { env })).toEqual(["auth.google value_type"])
    expect(faults({ ...application, google: value }, { env })).toEqual(["auth.google value_type"])
    expect(settings({ ...flat, client_kwargs: value }, { env }).providers.get("default")?.parameters).toEqual({
      env: ["VALUE"],
    })
  })

  it.each([[{ env: "VALUE", file: "b" }], [{ env: "VALUE", default: "x" }]])("%j is none", (both) => {
    expect(faults({ ...flat, client_id: both }, { env })).toEqual(["auth.client_id value_type"])
  })

  it("a list of a variable that has broken off is no secret", () => {
    const broken = { SECRET: `["${secret}", "${secret.slice(0, 9)}` }
    expect(faults({ ...flat, cookie_secret: { env: "SECRET" } }, { env: broken })).toEqual([
      "auth.cookie_secret value_type",
    ])
  })

  it("deeper it is data for the provider", () => {
    const client_kwargs = { claims: { id_token: { env: "VALUE" } } }
    const parameters = { claims: ['{"id_token":{"env":"VALUE"}}'] }
    expect(provider({ ...application, google: { ...registration, client_kwargs } }, "google").parameters).toEqual(
      parameters,
    )
    expect(provider({ ...flat, client_kwargs }).parameters).toEqual(parameters)
  })

  it("in TOML", () => {
    const text = `[auth]\nredirect_uri = "https://a.test/cb"\ncookie_secret = { env = "NOPE" }\n`
    expect(issuesOf(text, { env }).map(({ path, code }) => `${path} ${code}`)).toContain(
      "auth.cookie_secret variable_missing",
    )
  })
})

describe("a variable that is not there", () => {
  it.each([
    ["not set", "NOPE", "is not set"],
    ["empty", "EMPTY", "is empty"],
    ["__proto__", "__proto__", "is not set"],
    ["toString", "toString", "is not set"],
  ])("%s", (_, name, words) => {
    const issues = issuesOf({ auth: { ...flat, client_id: { env: name } } }, { env })
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatchObject({ code: "variable_missing", path: "auth.client_id" })
    expect(issues[0]?.message).toContain(`${name} ${words}`)
    expect(issues[0]?.hint).toContain(name)
  })

  it("without env there is none: nothing is read behind the caller's back", () => {
    expect(process.env.PATH).toEqual(expect.any(String))
    expect(faults({ ...flat, client_id: { env: "PATH" } })).toEqual(["auth.client_id variable_missing"])
  })

  it("each is told, and once", () => {
    const nope = { env: "NOPE" }
    const auth = {
      redirect_uri: nope,
      cookie_secret: [nope],
      client_id: nope,
      client_secret: nope,
      server_metadata_url: nope,
      client_kwargs: { scope: nope },
    }
    const missing = (path: string) => `auth.${path} variable_missing`
    expect(faults(auth).sort()).toEqual(
      ["client_id", "client_kwargs.scope", "client_secret", "cookie_secret", "redirect_uri", "server_metadata_url"].map(
        missing,
      ),
    )
  })

  it.each([[{ env: 3 }], [{ env: null }], [{ env: {} }], [{ env: [] }]])("%j names no variable", (reference) => {
    expect(faults({ ...flat, client_id: reference }, { env })).toEqual(["auth.client_id value_type"])
  })

  it("{ file } cannot be read by parseConfig", () => {
    expect(faults({ ...flat, client_id: { file: "/run/secret" } }, { env })).toEqual(["auth.client_id file_reference"])
  })
})

describe("what came from a variable is checked like any other value, and never shown", () => {
  const canary = "cAnArY"
  it.each([
    ["redirect_uri", `https://${canary}.test/`],
    ["redirect_uri", `https://${canary}.test/auth/login`],
    ["redirect_uri", `http://${canary}.test/cb`],
    ["redirect_uri", `https://a.test/{${canary}}/cb`],
    ["redirect_uri", `https://a.test/cb#${canary}`],
    ["redirect_uri", canary],
    ["base_path", `/${canary}`],
    ["base_path", canary],
    ["server_metadata_url", `https://{${canary}}.test/`],
    ["server_metadata_url", `http://${canary}.test/`],
    ["post_logout_redirect_uri", `https://{${canary}}.test/`],
    ["client_id", ` ${canary}`],
    ["client_id", `<${canary}>`],
    ["client_secret", `your-${canary}`],
    ["cookie_secret", canary],
    ["cookie_name", `${canary} x`],
    ["cookie_same_site", canary],
    ["session_max_age", canary],
    ["token_endpoint_auth_method", canary],
    ["userinfo", canary],
    ["logout", canary],
    ["http_timeout", canary],
    ["allow_insecure_http", ` ${canary}`],
  ])("%s = %s", (key, text) => {
    const error = errorOf({ auth: { ...flat, [key]: { env: "CANARY" } } }, { env: { CANARY: text } })
    expect(error?.issues.length).toBeGreaterThan(0)
    expect(error && allOf(error).toLowerCase()).not.toContain(canary.toLowerCase())
  })

  it.each(["cookie_secret", "allow_insecure_http", "claims", "allowed_emails", "expose_tokens"])(
    "an element of the list %s",
    (key) => {
      const error = errorOf({ auth: { ...flat, label: 3, [key]: [{ env: "CANARY" }] } }, { env: { CANARY: canary } })
      expect(error && allOf(error)).not.toContain(canary)
      // The label is wrong so that there is an error for each of them.
      expect(error?.issues.map(({ path }) => path)).toContain("auth.label")
    },
  )
})
