/** What came from an `AUTH__…` variable is never shown: its issue names the variable, and has no place in a text. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { allOf, errorOf, flat, issuesOf } from "./example.js"

describe("what came from a variable is never shown", () => {
  const canary = "cAnArY-0123"
  const text = ["[auth]", ...Object.entries(flat).map(([key, value]) => `${key} = "${value}"`)].join("\n")

  it.each([
    ["AUTH__REDIRECT_URI", `https://${canary}.test/auth/login`],
    ["AUTH__REDIRECT_URI", `https://a.test/{${canary}}/cb`],
    ["AUTH__REDIRECT_URI", `http://${canary}.test/cb`],
    ["AUTH__BASE_PATH", canary],
    ["AUTH__COOKIE_SECRET", canary],
    ["AUTH__COOKIE_SECRET", `["${canary}"]`],
    ["AUTH__COOKIE_SECRET", `["${canary}"`],
    ["AUTH__COOKIE_NAME", `${canary} x`],
    ["AUTH__COOKIE_SAME_SITE", canary],
    ["AUTH__COOKIE_DOMAIN", canary],
    ["AUTH__SESSION_MAX_AGE", canary],
    ["AUTH__SESSION_FOLLOWS_ID_TOKEN", canary],
    ["AUTH__ALLOW_INSECURE_HTTP", canary],
    ["AUTH__POST_LOGOUT_REDIRECT_URI", `https://a.test/{${canary}}`],
    ["AUTH__CLIENT_ID", ` ${canary}`],
    ["AUTH__CLIENT_SECRET", `your-${canary}`],
    ["AUTH__SERVER_METADATA_URL", `https://{${canary}}.test/`],
    ["AUTH__SERVER_METADATA_URL", `http://${canary}.test/`],
    ["AUTH__TOKEN_ENDPOINT_AUTH_METHOD", canary],
    ["AUTH__CLIENT_KWARGS", canary],
    ["AUTH__CLIENT_KWARGS__STATE", canary],
    ["AUTH__CLIENT_KWARGS__SCOPE", canary],
    ["AUTH__CLIENT_KWARGS__MAX_AGE", canary],
    ["AUTH__CLIENT_KWARGS__RESPONSE_MODE", canary],
    ["AUTH__PRESET", canary],
    ["AUTH__TENANT", canary],
    ["AUTH__TYPE", canary],
    ["AUTH__ALLOWED_TENANTS", canary],
    ["AUTH__EXPOSE_TOKENS", canary],
    ["AUTH__USERINFO", canary],
    ["AUTH__CLAIMS", canary],
    ["AUTH__ALLOWED_EMAILS", canary],
    ["AUTH__ALLOWED_DOMAINS", `@${canary}`],
    ["AUTH__LOGOUT", canary],
    ["AUTH__HTTP_TIMEOUT", canary],
    ["AUTH__CLOCK_TOLERANCE", canary],
    ["AUTH__GOOGLE", canary],
    ["AUTH__NO_SUCH_KEY", canary],
  ])("%s=%s", (name, value) => {
    for (const input of [text, { auth: flat }]) {
      const error = errorOf(input, { env: { [name]: value } })
      expect(error && allOf(error).toLowerCase()).not.toContain(canary.toLowerCase())
      expect(error?.cause).toBeUndefined()
      const [issue, ...others] = error?.issues ?? []
      expect(others).toEqual([])
      expect(issue?.message).toContain(name)
      expect(issue).not.toHaveProperty("line")
      expect(issue).not.toHaveProperty("column")
    }
  })

  it.each([
    ["a parameter of ours", `{ state = "${canary}" }`, "auth.client_kwargs.state"],
    ["a date", `{ x = 1979-05-27, y = "${canary}" }`, "auth.client_kwargs.x"],
    ["a scope", `{ scope = "${canary}" }`, "auth.client_kwargs.scope"],
  ])("an entry of a table that is given as a whole: %s", (_, value, path) => {
    const inputs = [{ auth: flat }, text, `${text}\nclient_kwargs = { state = "x", x = 1, scope = "x" }`]
    for (const input of inputs) {
      const error = errorOf(input, { env: { AUTH__CLIENT_KWARGS: value } })
      expect(error?.issues).toMatchObject([{ path, message: expect.stringContaining("AUTH__CLIENT_KWARGS") }])
      expect(error?.issues[0]).not.toHaveProperty("line")
      expect(error && allOf(error)).not.toContain(canary)
    }
  })

  it("nor in a warning", () => {
    const { warnings } = parseConfig({ auth: flat }, { env: { AUTH__ALLOW_INSECURE_HTTP: "http://canary.test" } })
    expect(warnings).toHaveLength(1)
    expect(warnings.join()).not.toContain("canary")
  })

  it("an issue of the text keeps its place beside those of variables", () => {
    const issues = issuesOf(`${text}\nno_such_key = 1`, { env: { AUTH__SESSION_MAX_AGE: "soon" } })
    expect(issues).toMatchObject([
      { path: "auth.session_max_age", message: expect.stringContaining("AUTH__SESSION_MAX_AGE") },
      { path: "auth.no_such_key", line: 7, column: 1 },
    ])
  })

  it("a name is cut at 60 characters", () => {
    const long = `AUTH__${"K".repeat(300)}`
    for (const name of [long, `${long}__`, `AUTH__GOOGLE__${"K".repeat(300)}`]) {
      expect(JSON.stringify(issuesOf({ auth: flat }, { env: { [name]: "x" } }))).not.toMatch(/k{61}/i)
    }
  })
})
