/** x-auth check says what it understood, and nothing that came from a variable or a file. */
import { chmod, writeFile } from "node:fs/promises"
import { describe, expect, test } from "vitest"
import { judgeRedirectUri } from "../src/check/redirect-uri.js"
import { check } from "../src/commands/check.js"
import { checkIn, cookieSecret, golden } from "./support/check.js"
import { runOf, temporaryFolder } from "./support/folder.js"

const everything = `[auth]
redirect_uri = "https://app.example/tools/oauth2callback"
cookie_secret = ["${cookieSecret}", "canary-zQ8Jm_7tYc1Vx9Kp2Rw5Zn8Lb3Hd"]
cookie_name = "tools"
cookie_same_site = "strict"
session_max_age = "12h"
session_idle_timeout = "90m"
allowed_origins = ["https://*.preview.example", "http://localhost:8501/"]
allow_insecure_http = "http://keycloak:8080"
post_logout_redirect_uri = "https://app.example/bye"
allowed_domains = ["a.example", "b.example", "c.example", "d.example", "e.example", "f.example", "g.example"]

[auth.google]
preset = "google"
client_id = "407408718192-q5v1o8t3m2c7k9w0.apps.googleusercontent.com"
client_secret = "canary-Bv3Xq8Lm1Zt6Yw9Kp4"
label = "Google\\u001b[31m Workspace"
logout = "provider"
client_kwargs = { prompt = "", scope = "openid email", login_hint = "canary-hint" }

[auth.intern]
client_id = "tools"
token_endpoint_auth_method = "none"
server_metadata_url = "http://keycloak:8080/realms/acme/.well-known/openid-configuration?key=canary-of-the-query"
userinfo = "always"
expose_tokens = ["id"]
http_timeout = "90s"
clock_tolerance = 0
claims = ["sub", "email"]
allowed_emails = "me@example.com"

[auth.partner]
client_id = "tools"
client_private_key = { kty = "EC", crv = "P-256", x = "canary-x", y = "canary-y", d = "canary-d" }
key_id = "2026-11"
server_metadata_url = "https://id.partner.example"
id_token_signed_response_alg = "ES256"
pushed_authorization_requests = true

[auth.github]
type = "oauth2"
client_id = "Iv1.8a61f9b3a7aba766"
client_secret = "canary-of-github"
authorization_endpoint = "https://github.com/login/oauth/authorize"
token_endpoint = "https://github.com/login/oauth/access_token?key=canary"
userinfo_endpoint = "https://api.github.com/user"
claims_mapping = { sub = "id", name = "login" }
`

describe("what differs from the default", () => {
  test("in words", async () => {
    const { code, out, golden: said } = await checkIn({ "secrets.toml": everything }, ["--offline"])
    expect(code).toBe(0)
    expect(out).not.toContain("canary")
    expect(out).not.toContain("\u001b")
    await expect(said).toMatchFileSnapshot(golden("everything.txt"))
  })

  test("as data", async () => {
    const { out } = await checkIn({ "secrets.toml": everything }, ["--offline", "--json"])
    expect(out).not.toMatch(/canary|\\u001b/)
    await expect(out).toMatchFileSnapshot(golden("everything.json.txt"))
  })
})

/** Every value of it is looked up elsewhere. */
const indirect = `[auth]
redirect_uri = { env = "URI" }
cookie_secret = [{ env = "SECRET" }, { file = "old-secret" }]
cookie_name = { env = "COOKIE" }
session_max_age = { env = "AGE" }
allowed_emails = ["me@example.com", { env = "OTHER" }]
post_logout_redirect_uri = { env = "BYE" }

[auth.idp]
client_id = { env = "ID" }
client_secret = { file = "client-secret" }
server_metadata_url = { env = "URL" }
label = { env = "LABEL" }
client_kwargs = { prompt = { env = "PROMPT" }, scope = "openid" }
http_timeout = { env = "TIMEOUT" }

[auth.okta]
preset = "okta"
domain = { env = "DOMAIN" }
client_id = "shown"
client_secret = "canary-in-the-file"
`
const env = {
  URI: "http://localhost:1234/canary/oauth2callback",
  SECRET: "canary-q4Jm_7tYc1Vx9Kp2Rw5Zn8Lb3Hd6",
  COOKIE: "canary",
  AGE: "77h",
  OTHER: "canary@example.com",
  BYE: "http://localhost:1234/canary/bye",
  ID: "canary-id",
  URL: "http://127.0.0.1:1/canary",
  LABEL: "canary",
  PROMPT: "canary",
  TIMEOUT: "7s",
  DOMAIN: "canary.invalid",
  PORT: "3000",
}
const elsewhere = { "old-secret": "canary-old-q4Jm_7tYc1Vx9Kp2Rw5Zn8\n", "client-secret": "canary-client-secret\n" }

describe("what came from a variable or a file is not shown", () => {
  test("references, also where the provider cannot be asked", async () => {
    const { code, out, golden: said } = await checkIn({ "secrets.toml": indirect, ...elsewhere }, [], env)
    expect(code).toBe(2)
    expect(out).not.toMatch(/canary|1234|127\.0\.0|77h|7s/)
    await expect(said).toMatchFileSnapshot(golden("indirect.txt"))
  })

  test("the same as data", async () => {
    const { out } = await checkIn({ "secrets.toml": indirect, ...elsewhere }, ["--json"], env)
    expect(out).not.toMatch(/canary|1234|127\.0\.0|77h|7s/)
    expect(JSON.parse(out).providers[0].settings.client_id).toEqual({ hidden: true })
  })

  test.each([
    ["AUTH__REDIRECT_URI", "http://localhost:1234/canary/callback"],
    ["AUTH__COOKIE_SECRET", "canary-q4Jm_7tYc1Vx9Kp2Rw5Zn8Lb3Hd6"],
    ["AUTH__ALLOWED_EMAILS", '["canary@example.com"]'],
    ["AUTH__GOOGLE__CLIENT_ID", "canary"],
    ["AUTH__GOOGLE__CLIENT_SECRET", "canary"],
    ["AUTH__PARTNER__KEY_ID", "canary"],
    ["AUTH__PARTNER__CLIENT_PRIVATE_KEY__KID", "canary"],
    ["AUTH__GOOGLE__CLIENT_KWARGS", '{ prompt = "canary" }'],
    ["AUTH__GOOGLE__CLIENT_KWARGS__PROMPT", "canary"],
    ["AUTH__GOOGLE__SERVER_METADATA_URL", "https://canary.invalid"],
    ["AUTH__GOOGLE__LABEL", "canary"],
    ["AUTH__GOOGLE__ALLOWED_DOMAINS", "canary.example"],
  ])("%s", async (name, value) => {
    const table = everything.replaceAll(/canary/g, "word")
    for (const args of [[], ["--json"]]) {
      const { code, out } = await checkIn({ "secrets.toml": table }, ["--offline", ...args], { [name]: value })
      expect(out).not.toMatch(/canary|1234/)
      expect(code).toBe(0)
    }
  })
})

test("a key's id from a variable hides itself, and not the address", async () => {
  const partner = everything.slice(everything.indexOf("[auth.partner]"), everything.indexOf("[auth.github]"))
  const table = `[auth]\nredirect_uri = "https://app.example/cb"\ncookie_secret = "${cookieSecret}"\n${partner}`
  const { out } = await checkIn({ "secrets.toml": table }, ["--offline"], { AUTH__PARTNER__KEY_ID: "canary" })
  expect(out).not.toContain("canary")
  expect(out).toContain("https://id.partner.example")
})

test("a file that others can read is a warning, and no failure", async () => {
  const cwd = await temporaryFolder()
  await writeFile(`${cwd}/secrets.toml`, everything)
  await chmod(`${cwd}/secrets.toml`, 0o644)
  const { code, out } = await runOf(check, ["--offline"], { cwd })
  expect(code).toBe(0)
  expect(out).toContain("Warnings\n")
  expect(out).toContain("chmod 600 secrets.toml")
})

describe("the redirect URI fits the port and the scheme", () => {
  test.each<[string, string | undefined, string]>([
    ["http://localhost:8501/oauth2callback", undefined, "redirect_uri_ok"],
    ["http://localhost:8501/oauth2callback", "8501", "redirect_uri_ok"],
    ["http://localhost:8501/oauth2callback", "3000", "redirect_uri_port"],
    ["http://localhost/oauth2callback", "80", "redirect_uri_ok"],
    ["http://localhost/oauth2callback", "8080", "redirect_uri_port"],
    ["https://localhost:8443/oauth2callback", "8443", "redirect_uri_ok"],
    ["https://localhost/oauth2callback", "8443", "redirect_uri_port"],
    ["http://127.0.0.1:8501/oauth2callback", "08501", "redirect_uri_ok"],
    // A proxy stands in between.
    ["https://app.example/oauth2callback", "3000", "redirect_uri_ok"],
    ["https://app.example:8443/oauth2callback", "3000", "redirect_uri_ok"],
    // A named pipe, as some hosts set it.
    ["http://localhost:8501/oauth2callback", "\\\\.\\pipe\\app", "redirect_uri_ok"],
    ["http://localhost:8501/oauth2callback", "", "redirect_uri_ok"],
  ])("%s with PORT %s", (redirectUri, port, code) => {
    expect(judgeRedirectUri({ redirectUri, port, isHidden: false }).code).toBe(code)
    const { message } = judgeRedirectUri({ redirectUri, port, isHidden: true })
    expect(message).not.toMatch(/\d/)
  })
})
