/** x-auth check asks the providers, and each way in which that fails has its own sentence. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { chmod, writeFile } from "node:fs/promises"
import { createServer } from "node:https"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { startProvider } from "@x/testing"
import { describe, expect, onTestFinished, test } from "vitest"
import { checkIn, clientSecret, cookieSecret, golden, listen, serve, tableFor } from "./support/check.js"
import { temporaryFolder } from "./support/folder.js"

async function provider(): Promise<{ issuer: string; close(): Promise<void> }> {
  const started = await startProvider()
  onTestFinished(() => started.close())
  return started
}

async function expectGolden(name: string, address: string, expected: { code: number; more?: string }): Promise<string> {
  const { code, out, golden: said } = await checkIn({ "secrets.toml": tableFor(address, expected.more) })
  await expect(said).toMatchFileSnapshot(golden(`provider-${name}.txt`))
  expect(code).toBe(expected.code)
  expect(out).not.toContain(clientSecret)
  expect(out).not.toContain(cookieSecret)
  return out
}

describe("the development provider", () => {
  test("running", async () => {
    const { issuer } = await provider()
    await expectGolden("running", issuer, { code: 0 })
  })

  test("running, as data", async () => {
    const { issuer } = await provider()
    const { out } = await checkIn({ "secrets.toml": tableFor(issuer) }, ["--json"])
    const [found] = JSON.parse(out).providers
    expect(found).toMatchObject({ name: "idp", asked: true, settings: { client_secret: "set" } })
    await expect(out.replaceAll(issuer, "http://localhost:PORT")).toMatchFileSnapshot(
      golden("provider-running.json.txt"),
    )
  })

  test("stopped", async () => {
    const { issuer, close } = await provider()
    await close()
    await expectGolden("stopped", issuer, { code: 2 })
  })

  test("hanging", async () => {
    const origin = await serve(() => {})
    const start = performance.now()
    await expectGolden("hanging", origin, { code: 2 })
    expect(performance.now() - start).toBeLessThan(3000)
  })

  test("whose answer stops in the middle", async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write('{"issuer":')
    })
    await expectGolden("half-an-answer", origin, { code: 2 })
  })

  test("answering HTML", async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>")
    })
    await expectGolden("html", origin, { code: 1 })
  })

  test("calling its JSON text", async () => {
    const origin = await serve(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).end(JSON.stringify({ issuer: origin }))
    })
    await expectGolden("mislabelled", origin, { code: 1 })
  })

  test("with another issuer", async () => {
    const { issuer } = await provider()
    const origin = await serve(async (request, response) => {
      const document = await fetch(`${issuer}${request.url}`)
      response.writeHead(200, { "content-type": "application/json" }).end(await document.text())
    })
    const out = await expectGolden("other-issuer", origin, { code: 1 })
    expect(out).toContain(`write server_metadata_url = "${issuer}"`)
  })

  test.each([
    ["redirecting", 302, "https://login.example/canary?code=canary"],
    ["redirecting-home", 301, "/login"],
  ])("%s", async (name, status, location) => {
    const origin = await serve((_request, response) => response.writeHead(status, { location }).end())
    expect(await expectGolden(name, origin, { code: 1 })).not.toContain("canary")
  })

  test.each([
    [404, 1],
    [403, 1],
    [500, 2],
    [429, 2],
  ])("answering %i", async (status, code) => {
    const origin = await serve((_request, response) => response.writeHead(status).end())
    await expectGolden(String(status), origin, { code })
  })

  test("whose name is not known", async () => {
    await expectGolden("no-host", "https://idp.acme.invalid", { code: 2 })
  })

  test("whose keys are not there, after metadata that are", async () => {
    const { issuer } = await provider()
    const origin = await serve(async (request, response) => {
      if (!request.url?.startsWith("/.well-known/")) return void response.writeHead(404).end()
      const document = await fetch(`${issuer}${request.url}`)
      response.writeHead(200).end((await document.text()).replaceAll(issuer, origin))
    })
    await expectGolden("no-keys", origin, { code: 1 })
  })

  test("with a client authentication that it does not know", async () => {
    const { issuer } = await provider()
    const origin = await serve(async (request, response) => {
      const { token_endpoint_auth_methods_supported: _, ...document } = (await fetch(`${issuer}${request.url}`).then(
        (answer) => answer.json(),
      )) as Record<string, unknown>
      const text = JSON.stringify({ ...document, token_endpoint_auth_methods_supported: ["client_secret_basic"] })
      response.writeHead(200).end(text.replaceAll(issuer, origin))
    })
    const more = 'token_endpoint_auth_method = "client_secret_post"\n'
    await expectGolden("client-authentication", origin, { code: 1, more })
  })

  test("without metadata: nobody is asked", async () => {
    const oauth2 = `[auth]
redirect_uri = "https://app.example/oauth2callback"
cookie_secret = "${cookieSecret}"

[auth.github]
type = "oauth2"
client_id = "Iv1.8a61f9b3a7aba766"
client_secret = "${clientSecret}"
authorization_endpoint = "https://github.com/login/oauth/authorize"
token_endpoint = "https://github.com/login/oauth/access_token"
userinfo_endpoint = "https://api.github.com/user"
claims_mapping = { sub = "id", name = "login" }
`
    const { code, golden: said } = await checkIn({ "secrets.toml": oauth2 })
    expect(code).toBe(0)
    await expect(said).toMatchFileSnapshot(golden("provider-oauth2.txt"))
  })

  test("of a preset without metadata: nobody is asked, and the preset is seen through", async () => {
    const table = 'client_id = "Ov23liA1b2C3d4E5f6G7"\nclient_secret = { env = "SECRET" }\n'
    const text = `[auth]
redirect_uri = "https://app.example/oauth2callback"
cookie_secret = "${cookieSecret}"

[auth.github]
preset = "github"
${table}`
    const { code, golden: said } = await checkIn({ "secrets.toml": text }, [], { SECRET: clientSecret })
    expect(code).toBe(0)
    await expect(said).toMatchFileSnapshot(golden("provider-github.txt"))
  })

  test("that must not be asked: --offline asks nobody", async () => {
    let asked = 0
    const origin = await serve((_request, response) => {
      asked += 1
      response.end()
    })
    const { code, out } = await checkIn({ "secrets.toml": tableFor(origin) }, ["--offline"])
    expect([code, asked]).toEqual([0, 0])
    expect(out).toContain("No provider was asked.")
  })
})

describe("several providers", () => {
  test("are asked at the same time, one request each, and what is wrong wins over what is not known", async () => {
    let [open, most] = [0, 0]
    const slow = await serve((_request, response) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        response.writeHead(500).end()
      }, 300)
    })
    const html = await serve((_request, response) => response.end("<p>"))
    const table = ["a", "b", "c"].map((name) => `[auth.${name}]\nclient_id = "x"\nclient_secret = "y"\n`)
    const text = `${tableFor(html)}\n${table.map((lines) => `${lines}server_metadata_url = "${slow}"\n`).join("\n")}`
    const { code, out, golden: said } = await checkIn({ "secrets.toml": text })
    expect([code, most]).toEqual([1, 3])
    expect(out).toContain("1 thing is wrong. Not everything could be checked: a, b, c.")
    await expect(said).toMatchFileSnapshot(golden("several-providers.txt"))
  })
})

const certificates = fileURLToPath(new URL("certificates/", import.meta.url))

describe("a broken certificate", () => {
  async function serveTls(certificate: string): Promise<string> {
    const [key, cert] = ["test-only-key", certificate].map((name) => readFileSync(`${certificates}${name}.pem`))
    const origin = await listen(
      createServer({ key, cert }, (_request, response) => response.end("{}")),
      "https",
    )
    return origin.replace("127.0.0.1", "localhost")
  }

  test("self-signed", async () => {
    await expectGolden("self-signed", await serveTls("self-signed"), { code: 1 })
  })

  test("of an authority that is not known", async () => {
    await expectGolden("unknown-authority", await serveTls("other-host"), { code: 1 })
  })

  test("none at all: http where https is expected", async () => {
    const origin = await serve((_request, response) => response.end("{}"))
    await expectGolden("no-tls", origin.replace("http:", "https:"), { code: 1 })
  })

  test("https where http is expected", async () => {
    await expectGolden("tls-only", (await serveTls("self-signed")).replace("https:", "http:"), { code: 2 })
  })

  // Node reads further authorities when it starts, so this takes another process.
  test("expired, or for another host, although its authority is known", async () => {
    const cwd = await temporaryFolder()
    const [expired, other] = [await serveTls("expired"), await serveTls("other-host")]
    const second = `[auth.other]\nclient_id = "a"\nclient_secret = "b"\nserver_metadata_url = "${other}"\n`
    await writeFile(`${cwd}/secrets.toml`, `${tableFor(expired)}\n${second}`)
    await chmod(`${cwd}/secrets.toml`, 0o600)
    const runner = fileURLToPath(new URL("support/run-check.ts", import.meta.url))
    const child = promisify(execFile)(
      process.execPath,
      ["--conditions=@x/source", "--import", import.meta.resolve("tsx"), runner],
      { cwd, env: { PATH: process.env.PATH ?? "", NODE_EXTRA_CA_CERTS: `${certificates}authority.pem` } },
    )
    const { code, stdout } = await child.then(
      (fine) => ({ ...fine, code: 0 }),
      (error: { code: number; stdout: string }) => error,
    )
    expect(code).toBe(1)
    const said = stdout.replace(/(?<=localhost:)(?!8501)\d+/g, "PORT")
    await expect(said).toMatchFileSnapshot(golden("provider-certificates.txt"))
  }, 20_000)
})
