import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { safeReturnTo } from "../../src/http/return-to.js"

const sample: { application: string; cases: { input: string; accepted: boolean; why: string }[] } = JSON.parse(
  readFileSync(new URL("../../../testing/src/cases/return-to.json", import.meta.url), "utf8"),
)
const origin = sample.application
const rows = sample.cases.map((row) => ({ ...row, shown: JSON.stringify(row.input.slice(0, 60)) }))

/** What a browser makes of the Location header. */
const landing = (returnTo: string) => new URL(returnTo, `${origin}/oauth2callback`)

describe("B02 the sample", () => {
  it.each(rows)("$shown is accepted: $accepted ($why)", ({ input, accepted }) => {
    const { pathname, search, hash } = new URL(input.startsWith("/") ? input : "/", `${origin}/`)
    const home = "/the-home/"
    expect(safeReturnTo(input, { origin, home })).toBe(accepted ? pathname + search + hash : home)
  })
})

describe("beyond the sample", () => {
  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a number", 3],
    ["a list", ["/reports"]],
    ["an object with a text", { toString: () => "/reports" }],
    ["a boxed text", new String("/reports")],
  ])("%s goes home", (_, wish) => {
    expect(safeReturnTo(wish, { origin, home: "/" })).toBe("/")
  })

  it.each([
    ["/.//evil.example", "/"],
    ["/.//app.example.test/reports", "/"],
    ["/a/../..//evil.example", "/"],
    ["/%2e%2e//evil.example", "/"],
    ["/x/%2e%2e/%2E%2E//evil.example", "/"],
    ["/\u0085x", "/"],
    ["/\u007fx", "/"],
    ["/a\\b", "/"],
    ["/a?b\\c", "/"],
    ["/\u2028x", "/%E2%80%A8x"],
    ["/\ud800", "/%EF%BF%BD"],
    ["/\u3002evil", "/%E3%80%82evil"],
    ["/\uff0fevil.example", "/%EF%BC%8Fevil.example"],
    ["/a b?c d#e f", "/a%20b?c%20d#e%20f"],
    ["/%5cevil.example", "/%5cevil.example"],
    ["/%2fevil.example", "/%2fevil.example"],
    ["/%0d%0aSet-Cookie:a=b", "/%0d%0aSet-Cookie:a=b"],
    [`/${"a".repeat(2047)}`, `/${"a".repeat(2047)}`],
    [`/${"a".repeat(2048)}`, "/"],
    [`/${"\u20ac".repeat(227)}`, `/${"%E2%82%AC".repeat(227)}`],
    [`/${"\u20ac".repeat(228)}`, "/"],
  ])("%.40j: %.40s", (wish, expected) => {
    expect(safeReturnTo(wish, { origin, home: "/" })).toBe(expected)
  })

  it("with a port, on loopback, below a base path", () => {
    const application = { origin: "http://localhost:8501", home: "/shop/" }
    expect(safeReturnTo("/reports", application)).toBe("/reports")
    expect(safeReturnTo("//localhost:8501/reports", application)).toBe("/shop/")
    expect(safeReturnTo("reports", application)).toBe("/shop/")
  })
})

describe("any text", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "/",
      "//",
      "\\",
      "..",
      ".",
      "%2e",
      "%2F",
      "%5C",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\n",
      "\r",
      "\u0000",
      " ",
      "evil.example",
      "https:",
      "javascript:",
      "[",
      "]",
      "app.example.test",
    ),
    fc.string({ unit: "binary", maxLength: 3 }),
  )
  const wish = fc.oneof(
    fc.array(piece).map((pieces) => pieces.join("")),
    fc.array(piece).map((pieces) => `/${pieces.join("")}`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  )

  it("stays on the origin, whatever page the browser is on, without a control character", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(wish, (input) => {
        const returnTo = safeReturnTo(input, { origin, home: "/shop/" })
        expect(landing(returnTo).origin).toBe(origin)
        expect(returnTo).not.toMatch(/[^\u0021-\u007e]/)
        expect(returnTo.length).toBeLessThanOrEqual(2048)
        // As a path in front of which somebody glues the origin.
        expect(new URL(origin + returnTo).origin).toBe(origin)
        // Made once, it is left as it is.
        expect(safeReturnTo(returnTo, { origin, home: "/other/" })).toBe(returnTo)
      }),
      { numRuns: 2000 },
    )
  })

  it("a path that is written as browsers send it is kept", { timeout: 30_000 }, () => {
    const segment = fc.stringMatching(/^[\w~-]{1,8}$/)
    const path = fc.tuple(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.option(segment), fc.option(segment))
    fc.assert(
      fc.property(path, ([segments, query, fragment]) => {
        const input = `/${segments.join("/")}${query === null ? "" : `?${query}`}${fragment === null ? "" : `#${fragment}`}`
        expect(safeReturnTo(input, { origin, home: "/" })).toBe(input)
      }),
    )
  })
})
