import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, test } from "vitest"
import { createBrowser, fetchSite } from "../src/browser.js"
import { startProvider } from "../src/provider.js"
import { attempt } from "./client.js"

const servers: Server[] = []
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Answers with what it was asked, or as the path says: `/302/to`. */
async function echo(): Promise<string> {
  return serve(async (request, response) => {
    const [, status, to] = /^\/(30\d)(\/.*)$/.exec(request.url ?? "") ?? []
    if (status)
      return response
        .writeHead(Number(status), { location: decodeURIComponent(to ?? "").replace(/^\/(?=http)/, "") })
        .end()
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: await bodyOf(request),
      }),
    )
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ""
  for await (const chunk of request) body += chunk
  return body
}

const page =
  (html: string): RequestListener =>
  (request, response) => {
    if (request.url === "/") return response.setHeader("content-type", "text/html").end(html)
    return bodyOf(request).then((body) => response.end(`${request.method} ${request.url} ${body}`))
  }

describe("headers", () => {
  test("of a typed address", async () => {
    const { text } = await createBrowser().get(`${await echo()}/x?y=1`)
    const { headers, ...rest } = JSON.parse(text)
    expect(rest).toEqual({ method: "GET", url: "/x?y=1", body: "" })
    expect(headers).toMatchObject({
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
      "sec-fetch-site": "none",
      accept: expect.stringContaining("text/html"),
    })
    expect(headers).not.toHaveProperty("referer")
    expect(headers).not.toHaveProperty("origin")
  })

  test("of a form", async () => {
    const origin = await echo()
    const { text } = await createBrowser().post(`${origin}/x`, { a: "ü &" })
    expect(JSON.parse(text)).toMatchObject({
      method: "POST",
      body: "a=%C3%BC+%26",
      headers: { origin, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" },
    })
  })

  test("can be replaced and left out", async () => {
    const { text } = await createBrowser().get(await echo(), {
      Accept: "*/*",
      "Sec-Fetch-Mode": null,
      Host: "evil.example",
    })
    const { headers } = JSON.parse(text)
    expect(headers).toMatchObject({ accept: "*/*", host: "evil.example" })
    expect(headers).not.toHaveProperty("sec-fetch-mode")
  })

  test.each([
    [undefined, ["https://a.example/"], "none"],
    ["https://a.example/", ["https://a.example/x"], "same-origin"],
    ["http://localhost:1/", ["http://localhost:2/"], "same-site"],
    ["https://a.example/", ["https://b.example.com/"], "cross-site"],
    // Redirected away and back: the chain counts.
    ["https://a.example/", ["https://b.example.com/", "https://a.example/"], "cross-site"],
    ["http://localhost:1/", ["http://localhost:2/", "http://localhost:1/"], "same-site"],
  ])("Sec-Fetch-Site from %s over %j: %s", (from, urls, site) => {
    expect(fetchSite(from, urls)).toBe(site)
  })

  test("a strict cookie stays at home on a click from another site", async () => {
    const origin = await echo()
    const browser = createBrowser()
    browser.jar.set(origin, "lax=1; SameSite=Lax")
    browser.jar.set(origin, "strict=1; SameSite=Strict")
    const cookieOf = ({ text }: { text: string }) => JSON.parse(text).headers.cookie
    expect(cookieOf(await browser.get(origin))).toBe("lax=1; strict=1")
    expect(cookieOf(await browser.click({ url: "http://elsewhere.example/" }, origin))).toBe("lax=1")
    expect(cookieOf(await browser.click({ url: origin }, "/"))).toBe("lax=1; strict=1")
  })
})

describe("going on", () => {
  test.each([
    [302, "GET"],
    [303, "GET"],
    [307, "POST"],
    [308, "POST"],
  ])("a POST that is answered with %d goes on as %s", async (status, method) => {
    const browser = createBrowser()
    const last = await browser.follow(await browser.post(`${await echo()}/${status}/there`, { a: "1" }))
    expect(JSON.parse(last.text)).toMatchObject({ method, url: "/there", body: method === "POST" ? "a=1" : "" })
  })

  test("one step, or until something is true, and not for ever", async () => {
    const origin = await echo()
    const browser = createBrowser()
    const first = await browser.get(`${origin}/302/302/302/end`)
    expect(first).toMatchObject({ status: 302, location: `${origin}/302/302/end` })
    const second = await browser.step(first)
    expect(second?.location).toBe(`${origin}/302/end`)
    expect((await browser.follow(first)).url).toBe(`${origin}/end`)
    expect((await browser.follow(first, ({ location }) => location === `${origin}/end`)).status).toBe(302)
    expect(await browser.step(await browser.get(`${origin}/end`))).toBeUndefined()

    const loop = await serve((_request, response) => response.writeHead(302, { location: "/" }).end())
    await expect(browser.follow(await browser.get(loop))).rejects.toThrow("20 times")
  })

  test("cookies are taken on the way, and sent to other ports", async () => {
    const other = await echo()
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: other, "set-cookie": ["a=1", "b=2; Path=/x"] }).end(),
    )
    const browser = createBrowser()
    const first = await browser.get(origin)
    expect(first.setCookies).toEqual(["a=1", "b=2; Path=/x"])
    expect(JSON.parse((await browser.follow(first)).text).headers.cookie).toBe("a=1")
  })

  test("a form that a script sends, and a page that refreshes itself", async () => {
    const browser = createBrowser()
    const form = await serve(
      page(
        `<form method=post action="/to?x=1"><input type=hidden name=a value="1&amp;2"></form><script>document.forms[0].submit()</script>`,
      ),
    )
    expect((await browser.follow(await browser.get(form))).text).toBe("POST /to?x=1 a=1%262")
    const refresh = await serve(page(`<meta http-equiv="refresh" content="0; url=/on?a=1&amp;b=2">`))
    const last = await browser.follow(await browser.get(refresh))
    expect(last.text).toBe("GET /on?a=1&b=2 ")
  })

  test("an origin that is elsewhere, with the Host that was asked for", async () => {
    const real = await echo()
    const browser = createBrowser({ resolve: (origin) => (origin === "https://app.example.com" ? real : origin) })
    browser.jar.set("https://app.example.com/", "__Host-a=1; Secure; Path=/")
    const response = await browser.get("https://app.example.com/x")
    expect(response.url).toBe("https://app.example.com/x")
    expect(JSON.parse(response.text).headers).toMatchObject({ host: "app.example.com", cookie: "__Host-a=1" })
  })

  test("names below localhost are this machine", async () => {
    const { port } = new URL(await echo())
    const { text } = await createBrowser().get(`http://app.localhost:${port}/`)
    expect(JSON.parse(text).headers.host).toBe(`app.localhost:${port}`)
  })

  test("nobody there: the error as Node gives it", async () => {
    await expect(createBrowser().get("http://localhost:1/")).rejects.toThrow()
  })
})

describe("forms", () => {
  const html = `<form action="/search"><input name=q value="old"><button>Go</button></form>
<form id="f" method="POST" action="/act"><input type="hidden" name="xsrf" value="s&#39;&quot;"><button name="do" value="a">A</button></form>
<button form="f" name="do" value="b">B</button>`

  test("are chosen by their button", async () => {
    const browser = createBrowser()
    const shown = await browser.get(await serve(page(html)))
    expect((await browser.submit(shown, { fields: { q: "new" } })).text).toBe("GET /search?q=new ")
    expect((await browser.submit(shown, { button: "do" })).text).toBe("POST /act xsrf=s%27%22&do=a")
    expect((await browser.submit(shown, { button: ["do", "b"] })).text).toBe("POST /act xsrf=s%27%22&do=b")
  })

  test("a button that is not there is an error that lists those that are", async () => {
    const browser = createBrowser()
    const shown = await browser.get(await serve(page(html)))
    await expect(browser.submit(shown, { button: ["do", "c"] })).rejects.toThrow(/button do=c .*do=a, do=b/)
    await expect(browser.pickUser(shown, "ada")).rejects.toThrow("button sub=ada")
    const empty = await browser.get(await serve(page("")))
    await expect(browser.submit(empty)).rejects.toThrow("no form")
  })
})

describe("login", () => {
  test("plays a whole login, with the page and without", async () => {
    const provider = await startProvider()
    const application = await serve((request, response) => {
      if (request.url === "/") return response.end("home")
      if (request.url?.startsWith("/cb?code=")) return response.writeHead(302, { location: "/" }).end()
      return response.writeHead(302, { location: start }).end()
    })
    const start = attempt(provider, { redirect_uri: `${application}/cb` }).url
    const browser = createBrowser()
    for (const sub of ["ada", "grace"]) {
      expect(await browser.login(`${application}/login`, sub)).toMatchObject({
        status: 200,
        url: `${application}/`,
        text: "home",
      })
    }
    const stranger = createBrowser()
    await expect(stranger.login(`${application}/login`, "mallory")).rejects.toThrow("sub=ada, sub=grace")
    await provider.close()
  })

  test("a fork has the cookies of that moment, and goes its own way", async () => {
    const browser = createBrowser()
    browser.jar.set("http://localhost/", "a=1")
    const thief = browser.fork()
    browser.jar.delete("http://localhost/")
    expect(thief.jar.header("http://localhost/")).toBe("a=1")
    expect(browser.jar.header("http://localhost/")).toBe("")
  })
})
