import { describe, expect, it } from "vitest"
import { isCrossSite, isPage, isPrefetch, isScripted, target } from "../../src/http/fetch-metadata.js"

type Given = Readonly<Record<string, string>>
const headed = (headers: Given) => ({ headers: new Headers(headers) })

/** What is really sent. */
const html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
const navigation = {
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  "sec-fetch-site": "none",
  accept: html,
}
const pageFetch = {
  "sec-fetch-mode": "cors",
  "sec-fetch-dest": "empty",
  "sec-fetch-site": "same-origin",
  accept: "*/*",
}
const image = {
  "sec-fetch-mode": "no-cors",
  "sec-fetch-dest": "image",
  "sec-fetch-site": "same-origin",
  accept: "image/avif,image/webp,*/*;q=0.8",
}
const nodeFetch = { "sec-fetch-mode": "cors", accept: "*/*" }

describe("B11 page, scripted request, or neither", () => {
  it.each<[string, Given, boolean, boolean]>([
    // headers, a page?, scripted?
    ["a browser's navigation", navigation, true, false],
    ["a navigation in a frame", { ...navigation, "sec-fetch-dest": "iframe" }, true, false],
    ["an old browser", { accept: html }, true, false],
    ["curl", { accept: "*/*" }, false, false],
    ["no header at all", {}, false, false],
    ["Node's fetch", nodeFetch, false, false],
    ["fetch in a page", pageFetch, false, true],
    ["fetch in a page of another site", { ...pageFetch, "sec-fetch-site": "cross-site" }, false, true],
    ["fetch in a page that asks for html", { ...pageFetch, accept: "text/html" }, false, true],
    ["fetch with no-cors", { ...pageFetch, "sec-fetch-mode": "no-cors" }, false, false],
    ["an image", image, false, true],
    ["a script", { ...image, "sec-fetch-dest": "script" }, false, true],
    ["a worker", { "sec-fetch-dest": "worker" }, false, true],
    ["an embedded object", { "sec-fetch-mode": "navigate", "sec-fetch-dest": "object", accept: html }, true, true],
    ["jQuery", { "x-requested-with": "XMLHttpRequest", accept: html }, false, true],
    ["htmx in a new browser", { ...navigation, "x-requested-with": "XMLHttpRequest" }, true, true],
    ["axios on a server", { accept: "application/json, text/plain, */*" }, false, false],
    ["an API call", { accept: "application/json" }, false, true],
    ["an API call that would take html", { accept: "application/json, text/html" }, true, false],
    ["an event stream", { accept: "text/event-stream" }, false, true],
    ["xhtml", { accept: "application/xhtml+xml" }, false, false],
    ["in capital letters", { accept: "TEXT/HTML" }, true, false],
    ["an Accept that is empty", { accept: "" }, false, true],
    ["a mode that nobody knows", { "sec-fetch-mode": "teleport", accept: html }, false, false],
    ["a WebSocket", { "sec-fetch-mode": "websocket", "sec-fetch-dest": "empty", accept: html }, false, false],
  ])("%s", (_, headers, page, scripted) => {
    expect({ page: isPage(headed(headers)), scripted: isScripted(headed(headers)) }).toEqual({ page, scripted })
  })
})

it.each<[Given, boolean]>([
  [{ "sec-purpose": "prefetch" }, true],
  [{ "sec-purpose": "prefetch;prerender" }, true],
  [{ "sec-purpose": "prefetch;anonymous-client-ip" }, true],
  [{ purpose: "prefetch" }, true],
  [{ purpose: "Prefetch" }, true],
  [{ purpose: "preview", "sec-purpose": "prefetch" }, true],
  [{ "sec-purpose": "" }, false],
  [{ "sec-purpose": "navigate" }, false],
  [{ "x-purpose": "prefetch" }, false],
  [{}, false],
])("B01 %j is a prefetch: %s", (headers, expected) => {
  expect(isPrefetch(headed(headers))).toBe(expected)
})

describe("S64 whether another site sent it", () => {
  const origin = "https://app.example.test"
  const evil = "https://evil.example"
  it.each<[Given, boolean | undefined]>([
    [{ "sec-fetch-site": "same-origin" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "none" }, false],
    [{ "sec-fetch-site": "cross-site" }, true],
    [{ "sec-fetch-site": "" }, true],
    [{ "sec-fetch-site": "Same-Origin" }, true],
    // Sec-Fetch-Site decides before Origin, and Origin before Referer.
    [{ "sec-fetch-site": "same-origin", origin: evil, referer: evil }, false],
    [{ "sec-fetch-site": "cross-site", origin, referer: `${origin}/` }, true],
    [{ origin }, false],
    [{ origin, referer: evil }, false],
    [{ origin: evil, referer: `${origin}/` }, true],
    [{ origin: "null" }, true],
    [{ origin: `${origin}.evil.example` }, true],
    [{ origin: "http://app.example.test" }, true],
    [{ origin: `${origin}:8443` }, true],
    [{ referer: `${origin}/page?x` }, false],
    [{ referer: origin }, false],
    [{ referer: `${evil}/?${origin}/` }, true],
    [{ referer: `${origin}.evil.example/` }, true],
    [{ referer: `${origin}@evil.example/` }, true],
    [{ referer: "" }, true],
    [{ referer: "/page" }, true],
    [{ referer: "about:blank" }, true],
    [{}, undefined],
  ])("%j: %s", (headers, expected) => {
    expect(isCrossSite(headed(headers), origin)).toBe(expected)
  })
})

describe("the target of a request", () => {
  it.each([
    ["/", "/", ""],
    ["/a/b", "/a/b", ""],
    ["/a?b=c", "/a", "b=c"],
    ["/a?", "/a", ""],
    ["/a?b?c", "/a", "b?c"],
    ["/?a#b", "/", "a"],
    ["/a#b?c", "/a", ""],
    ["//evil.example/a", "//evil.example/a", ""],
    ["//evil.example/auth/login?x", "//evil.example/auth/login", "x"],
    ["/\\evil.example", "/\\evil.example", ""],
    ["https://app.example.test/a?b=c#d", "/a", "b=c"],
    ["http://localhost:8501/a", "/a", ""],
    ["HTTP://LOCALHOST/a", "/a", ""],
    ["https://app.example.test//evil.example", "//evil.example", ""],
    ["https://user:pass@app.example.test/a", "/a", ""],
    ["https://[::1]:8501/a?b", "/a", "b"],
    ["https://app.example.test", "", ""],
    ["https://app.example.test?a=/b", "", "a=/b"],
    ["/https://evil.example/a", "/https://evil.example/a", ""],
    ["/a%2Fb?%3F", "/a%2Fb", "%3F"],
    ["/a/../b", "/a/../b", ""],
    ["*", "*", ""],
    ["", "", ""],
  ])("%j: %j and %j", (url, path, query) => {
    expect(target({ url })).toEqual({ path, query })
  })
})
