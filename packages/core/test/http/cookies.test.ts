import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type CookieRules,
  expireCookie,
  isPartOf,
  joinSplit,
  readCookies,
  writeCookie,
  writeSplit,
} from "../../src/http/cookies.js"

const rules: CookieRules = { name: "auth", path: "/", secure: true, sameSite: "lax" }

/** The Cookie header of a browser that has taken these Set-Cookie lines. */
const sentBack = (lines: readonly string[]) => lines.map((line) => line.split(";", 1)[0]).join("; ")
const valuesOf = (header: string | null, name = "auth") => joinSplit(readCookies(header, name), name)
const texts = (length: number) =>
  Array.from({ length }, (_, index) => "abcdefghijklmnopqrstuvwxyz"[(index * 7) % 26]).join("")

describe("limits: what a Cookie header may hold", () => {
  it.each(["auth.tx.😀", "auth.tx.a b", "auth.tx.ä", "auth.tx.(", "auth.\u0000"])(
    "a planted name that cannot be written is nobody's: %j",
    (name) => {
      expect(readCookies(`${name}=1; auth=2`, "auth")).toEqual([{ name: "auth", value: "2" }])
    },
  )

  it("64 KiB of it are read", () => {
    const others = `theme=${"x".repeat(64 * 1024)}`
    expect(readCookies(`auth=1; ${others}`, "auth").length).toBe(1)
    expect(readCookies(`${others}; auth=1`, "auth").length).toBe(0)
  })
})

describe("the attributes of a Set-Cookie line", () => {
  it.each<[string, Partial<CookieRules>, Parameters<typeof writeCookie>[3], string]>([
    ["https", {}, {}, "a=v; Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["http", { secure: false }, {}, "a=v; Path=/; HttpOnly; SameSite=Lax"],
    ["S15 a base path", { path: "/shop" }, {}, "a=v; Path=/shop; HttpOnly; Secure; SameSite=Lax"],
    ["a domain", { domain: "example.test" }, {}, "a=v; Domain=example.test; Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["strict", { sameSite: "strict" }, {}, "a=v; Path=/; HttpOnly; Secure; SameSite=Strict"],
    [
      "never strict for a transaction",
      { sameSite: "strict" },
      { sameSite: "lax" },
      "a=v; Path=/; HttpOnly; Secure; SameSite=Lax",
    ],
    ["form_post", {}, { sameSite: "none" }, "a=v; Path=/; HttpOnly; Secure; SameSite=None"],
    ["form_post on http", { secure: false }, { sameSite: "none" }, "a=v; Path=/; HttpOnly; Secure; SameSite=None"],
    ["S70 thirty days", {}, { maxAge: 2_592_000 }, "a=v; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax"],
    ["nothing left", {}, { maxAge: 0 }, "a=v; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"],
  ])("%s", (_, more, attributes, line) => {
    const sorted = (text: string) => text.split("; ").sort()
    expect(sorted(writeCookie({ ...rules, ...more }, "a", "v", attributes))).toEqual(sorted(line))
  })

  it.each<[string, Partial<CookieRules>, Parameters<typeof expireCookie>[2]]>([
    ["as it was written", {}, {}],
    ["below a base path, with a domain", { path: "/shop", domain: "example.test" }, {}],
    ["form_post on http", { secure: false }, { sameSite: "none" }],
  ])("S08 expiring differs in value and age alone: %s", (_, more, attributes) => {
    const all = { ...rules, ...more }
    const written = writeCookie(all, "a", "v", { ...attributes, maxAge: 60 })
    expect(expireCookie(all, "a", attributes)).toBe(written.replace("a=v", "a=").replace("Max-Age=60", "Max-Age=0"))
  })
})

describe("reading", () => {
  it.each<[string, string | null, string, string[]]>([
    ["no header", null, "auth", []],
    ["an empty header", "", "auth", []],
    ["one", "auth=v", "auth", ["auth=v"]],
    ["among others", "a=1; auth=v; b=2", "auth", ["auth=v"]],
    ["chunks and transactions", "auth.0=a; auth.1=b; auth.tx.x=c", "auth", ["auth.0=a", "auth.1=b", "auth.tx.x=c"]],
    ["S71 another port's", "auth-8501=a; auth-3000=b; auth=c", "auth", ["auth=c"]],
    [
      "S71 our port's",
      "auth-8501=a; auth-3000.0=b; auth=c; auth-8501.0=d",
      "auth-8501",
      ["auth-8501=a", "auth-8501.0=d"],
    ],
    ["another application's", "authx=a; xauth=b; auth2=c; auth_=d; Auth=e; auth=f", "auth", ["auth=f"]],
    ["a prefix", "__Host-auth=a; auth=b; __Secure-auth=c", "__Host-auth", ["__Host-auth=a"]],
    ["without the prefix", "__Host-auth=a; auth=b", "auth", ["auth=b"]],
    [
      "S24 duplicates, in the order in which they came",
      "auth=a; auth=b; auth=a",
      "auth",
      ["auth=a", "auth=b", "auth=a"],
    ],
    ["an empty value", "auth=", "auth", ["auth="]],
    ["no value at all", "auth; auth.0; a", "auth", []],
    ["an equals sign in the value", "auth=a=b==", "auth", ["auth=a=b=="]],
    ["what looks encoded stays", "auth=%41%", "auth", ["auth=%41%"]],
    ["no blank between", "auth=a;auth.0=b", "auth", ["auth=a", "auth.0=b"]],
    ["many blanks", "  auth=a  ;   auth.0=b ", "auth", ["auth=a", "auth.0=b"]],
    ["blanks and tabs, also before the equals sign", "\t auth \t= \ta\t ;", "auth", ["auth=a"]],
    [
      "a prefix behind white space that is no blank is none",
      "\u00a0__Host-auth=a; \u000b__Host-auth=b",
      "__Host-auth",
      [],
    ],
    ["nothing between", ";;; ;auth=a;;", "auth", ["auth=a"]],
    ["the name as a value", "a=auth; b=auth=x", "auth", []],
    ["__proto__", "__proto__=a; auth=b", "auth", ["auth=b"]],
    [
      "names of our own that are odd",
      "auth.=a; auth..=b; auth.__proto__=c",
      "auth",
      ["auth.=a", "auth..=b", "auth.__proto__=c"],
    ],
  ])("%s", (_, header, name, expected) => {
    expect(readCookies(header, name).map((cookie) => `${cookie.name}=${cookie.value}`)).toEqual(expected)
  })

  it("250 cookies, and more", () => {
    const header = Array.from({ length: 250 }, (_, index) => `cookie${index}=${"x".repeat(200)}`).join("; ")
    expect(readCookies(`${header}; auth=v; ${header}`, "auth")).toEqual([{ name: "auth", value: "v" }])
    const ours = Array.from({ length: 5000 }, (_, index) => `auth.${index}=x`).join(";")
    expect(readCookies(ours, "auth")).toHaveLength(5000)
  })

  it("limits: blanks without end are passed over once", () => {
    const began = performance.now()
    expect(readCookies(`auth=${" ".repeat(60_000)}x`, "auth").length).toBe(1)
    expect(readCookies(`${" ".repeat(60_000)}x=auth`, "auth")).toEqual([])
    expect(performance.now() - began).toBeLessThan(500)
  })

  it("any header is read, and none throws", { timeout: 30_000 }, () => {
    const piece = fc.oneof(
      fc.constantFrom("auth", "auth.0", "auth.1", "=", ";", " ", "2.abcdefgh.", '"', "%"),
      fc.string({ unit: "binary", maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const cookies = readCookies(pieces.join(""), "auth")
        const { values } = joinSplit(cookies, "auth")
        return (
          cookies.every(({ name }) => /^auth(\.|$)/.test(name)) && values.every((value) => typeof value === "string")
        )
      }),
    )
  })
})

describe("B05 split and join", () => {
  // The longest value that fits into one cookie of these rules: 4096 less "auth=" and the attributes.
  const room = 4096 - writeCookie(rules, "auth", "", {}).length

  it.each([1, 8, 100, room - 1, room])("%i characters are one cookie", (length) => {
    const lines = writeSplit(rules, texts(length)) ?? []
    expect(lines).toHaveLength(1)
    expect(valuesOf(sentBack(lines))).toEqual({ values: [texts(length)], incomplete: false })
  })

  it.each([
    [room + 1, 2],
    [4096, 2],
    [8000, 2],
    [8192, 3],
    [30_000, 8],
    [39_000, 10],
  ])("%i characters are %i chunks", (length, count) => {
    const lines = writeSplit(rules, texts(length)) ?? []
    expect(lines.map((line) => line.split("=", 1)[0])).toEqual(
      Array.from({ length: count }, (_, index) => `auth.${index}`),
    )
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(4096)
    expect(valuesOf(sentBack(lines))).toEqual({ values: [texts(length)], incomplete: false })
    expect(valuesOf(sentBack(lines.toReversed()))).toEqual({ values: [texts(length)], incomplete: false })
  })

  it.each([41_000, 100_000])("%i characters do not fit", (length) => {
    expect(writeSplit(rules, texts(length))).toBeUndefined()
  })

  it("S70 every chunk has the attributes", () => {
    for (const line of writeSplit(rules, texts(9000), { maxAge: 2_592_000 }) ?? []) {
      expect(line).toMatch(/; Max-Age=2592000; .*HttpOnly; Secure; SameSite=Lax$/)
    }
  })

  it("any size and any attributes: what is written is read, and no line is longer than a browser takes", {
    timeout: 30_000,
  }, () => {
    const options = fc.record({
      length: fc.integer({ min: 1, max: 20_000 }),
      path: fc.constantFrom("/", "/shop", "/a/b/c"),
      name: fc.constantFrom("auth", "__Host-auth", "auth-8501", "a"),
    })
    fc.assert(
      fc.property(options, fc.option(fc.nat()), ({ length, path, name }, maxAge) => {
        const lines = writeSplit({ ...rules, path, name }, texts(length), maxAge === null ? {} : { maxAge }) ?? []
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(4096)
        expect(valuesOf(sentBack(lines), name).values).toEqual([texts(length)])
      }),
      { numRuns: 50 },
    )
  })

  const first = (writeSplit(rules, `${texts(9000)}11111111`) ?? []).map((line) => sentBack([line]))
  const second = (writeSplit(rules, `${texts(9000)}22222222`) ?? []).map((line) => sentBack([line]))

  it.each<[string, (string | undefined)[], string[], boolean]>([
    ["a chunk is missing", [first[0], first[2]], [], true],
    ["the first is missing", [first[1], first[2]], [], true],
    ["the last is missing", [first[0], first[1]], [], true],
    ["one alone", [first[1]], [], true],
    ["chunks of two logins never make one value", [first[0], first[1], second[2]], [], false],
    [
      "swapped chunks",
      [first[0], first[1]?.replace("auth.1=", "auth.2="), first[2]?.replace("auth.2=", "auth.1=")],
      [`${first[0]?.slice(18)}${first[2]?.slice(18)}${first[1]?.slice(18)}`],
      false,
    ],
    [
      "two whole sets, mixed",
      [first[0], second[0], second[1], first[1], first[2], second[2]],
      [`${texts(9000)}11111111`, `${texts(9000)}22222222`],
      false,
    ],
    ["one whole set, one broken", [first[0], second[0], second[1], second[2]], [`${texts(9000)}22222222`], false],
    ["a whole cookie before chunks", [...first, "auth=whole"], ["whole", `${texts(9000)}11111111`], false],
    [
      "a duplicate of a chunk: the first counts",
      [first[0], first[0]?.slice(0, -1), first[1], first[2]],
      [`${texts(9000)}11111111`],
      false,
    ],
    ["a duplicate of a chunk", [first[0], first[0], first[1], first[2]], [`${texts(9000)}11111111`], false],
    ["a chunk without its header", ["auth.0=garbage"], [], false],
    ["a chunk that says there is none", ["auth.0=0.abcdefgh.x"], [""], false],
    ["a chunk that says there are 99", ["auth.0=99.abcdefgh.x"], [], true],
    [
      "a number that no chunk has",
      ["auth.10=1.abcdefgh.x", "auth.999=1.abcdefgh.x", "auth.00=1.abcdefgh.x"],
      [],
      false,
    ],
    ["a transaction is no chunk", ["auth.tx.abc=1.abcdefgh.x"], [], false],
  ])("%s", (_, pairs, values, incomplete) => {
    const joined = valuesOf(pairs.join("; "))
    // A value of no chunks opens as nothing; whether it is there is all the same.
    expect(joined.values.filter((value) => value !== "")).toEqual(values.filter((value) => value !== ""))
    expect(joined.incomplete).toBe(incomplete)
  })
})

it.each([
  ["auth", true],
  ["auth.0", true],
  ["auth.9", true],
  ["auth.10", false],
  ["auth.00", false],
  ["auth.x", false],
  ["auth.", false],
  ["auth.0.1", false],
  ["auth.-1", false],
  ["auth.tx.0", false],
  ["auth.out", false],
  ["authx", false],
  ["auth-8501", false],
])("%s is a part of auth: %s", (name, expected) => {
  expect(isPartOf({ name, value: "" }, "auth")).toBe(expected)
})
