import { describe, expect, it } from "vitest"
import { AuthError } from "../../src/errors.js"
import { cookieSessions } from "../../src/session/cookie-sessions.js"
import { asking, begin, bigClaims, claims, otherSecret, record, rules, sealer, secret, taken } from "./example.js"

const name = rules.name
const sessionsWith = (more: Partial<Parameters<typeof cookieSessions>[0]> = {}) =>
  cookieSessions({ sealer: sealer(), rules, runtime: { now: () => begin * 1000 }, endsWithBrowser: false, ...more })
const sessions = sessionsWith()

const nobody = asking(undefined)
const small = record()
const big = record({ claims: bigClaims(3500) })
const other = record({ claims: { ...bigClaims(3500), sub: "bob" } })
const cookieOf = async (kept = small) => taken(await sessions.begin(nobody, kept))
const pairsOf = (cookie: string) => cookie.split("; ")

describe("what is written is read", () => {
  it.each([
    ["small", small],
    ["in chunks", big],
    ["with tokens", record({ tokens: { id: "a.b.c", access: "opaque" } })],
    ["with a user of the application's own", record({ user: { role: "admin", nested: [1, null] } })],
    [
      "S54 types and nesting",
      record({ claims: { ...claims, "https://acme/roles": ["a"], n: 1.5, t: true, z: null, o: { p: [{}] } } }),
    ],
    ["unicode", record({ claims: { ...claims, name: "Zo\u00eb \u{1F511}; a=b", "\u00fc": 1 } })],
  ])("%s", async (_, kept) => {
    expect(await sessions.read(asking(await cookieOf(kept)))).toEqual(kept)
  })

  it("a claim __proto__ stays a claim", async () => {
    const evil = record({ claims: JSON.parse('{"iss":"i","sub":"s","__proto__":{"isAdmin":true}}') })
    const read = await sessions.read(asking(await cookieOf(evil)))
    expect(JSON.stringify(read)).toBe(JSON.stringify(evil))
    expect((read as { claims: { isAdmin?: unknown } }).claims.isAdmin).toBeUndefined()
  })

  it("nothing of it can be read in the cookie", async () => {
    const cookie = await cookieOf()
    const inside = pairsOf(cookie)
      .flatMap((pair) => pair.split(/[*=.]/))
      .map((part) => Buffer.from(part, "base64url").toString())
    for (const word of ["ada", "Ada", "provider.example.test"]) expect([cookie, ...inside].join()).not.toContain(word)
  })

  it("two of the same record differ", async () => {
    expect(await cookieOf()).not.toBe(await cookieOf())
  })
})

describe("S70 the lines", () => {
  it.each([
    ["one cookie", small, 1],
    ["chunks", big, 2],
  ])("%s, each for 30 days", async (_, kept, count) => {
    const lines = (await sessions.begin(nobody, kept)).filter((line) => !line.includes("Max-Age=0"))
    expect(lines).toHaveLength(count)
    for (const line of lines) {
      expect(line.split("; ").slice(1).sort()).toEqual([
        "HttpOnly",
        "Max-Age=2592000",
        "Path=/",
        "SameSite=Lax",
        "Secure",
      ])
      expect(line.length).toBeLessThanOrEqual(4096)
    }
  })

  it("for as long as the record lives, from its beginning", async () => {
    const lines = await sessions.begin(nobody, record({ expiresAt: begin + 300 }))
    expect(lines).toEqual([expect.stringContaining("; Max-Age=300;")])
  })

  it("no Max-Age when the session ends with the browser", async () => {
    const lines = await sessionsWith({ endsWithBrowser: true }).begin(nobody, small)
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain("Max-Age")
    expect(await sessions.read(asking(taken(lines)))).toEqual(small)
  })
})

describe("what does not open", () => {
  it("none, unreadable or incomplete: a word, and no throw", async () => {
    const cookie = await cookieOf()
    const chunks = pairsOf(await cookieOf(big))
    const others = pairsOf(await cookieOf(other))
    const rows: [string, string | undefined, string][] = [
      ["no header", undefined, "none"],
      ["an empty header", "", "none"],
      ["other cookies", "a=b; auth=c; __Host-authx=d", "none"],
      ["a transaction alone", `${name}.tx.abc=${cookie.slice(name.length + 1)}`, "none"],
      ["garbage", `${name}=garbage`, "unreadable"],
      ["an empty value", `${name}=`, "unreadable"],
      ["a garbage chunk", `${name}.0=garbage`, "unreadable"],
      ["asterisks", `${name}=${"*".repeat(7)}`, "unreadable"],
      ["a seal of no key", `${name}=Fe26.2*constructor****`, "unreadable"],
      ["truncated", cookie.slice(0, -10), "unreadable"],
      ["with something behind", `${cookie}x`, "unreadable"],
      ["quoted", cookie.replace("=", '="').concat('"'), "unreadable"],
      ["a chunk is missing", chunks.slice(1).join("; "), "incomplete"],
      ["the other chunk is missing", chunks.slice(0, 1).join("; "), "incomplete"],
      ["a chunk of another login", [chunks[0], others[1]].join("; "), "unreadable"],
      ["a truncated chunk", [chunks[0], chunks[1]?.slice(0, -10)].join("; "), "unreadable"],
      ["swapped chunks", swapped(chunks).join("; "), "unreadable"],
      ["a whole that does not open beside half a set", `${name}=garbage; ${chunks[0]}`, "unreadable"],
    ]
    const found = await Promise.all(
      rows.map(async ([what, header]) => [what, header, await sessions.read(asking(header))]),
    )
    expect(found).toEqual(rows)
  })

  it.each([
    ["another secret", sealer([otherSecret])],
    ["another application", sealer([secret], "https://app.example.test/shop")],
    ["another origin", sealer([secret], "https://other.example.test")],
  ])("S71, B15 sealed with %s", async (_, foreign) => {
    for (const kept of [small, big]) {
      const cookie = taken(await sessionsWith({ sealer: foreign }).begin(nobody, kept))
      expect(await sessions.read(asking(cookie))).toBe("unreadable")
    }
  })

  it("a transaction in the place of a session", async () => {
    const sealed = await sealer().seal("transaction", small)
    expect(await sessions.read(asking(`${name}=${sealed}`))).toBe("unreadable")
  })

  it("250 cookies, ours among them", async () => {
    const crowd = Array.from({ length: 125 }, (_, index) => `c${index}=${"x".repeat(60)}`).join("; ")
    expect(await sessions.read(asking(`${crowd}; ${await cookieOf()}; ${crowd}`))).toEqual(small)
    const garbage = Array.from({ length: 250 }, (_, index) => `${name}.${index}=garbage`).join("; ")
    expect(await sessions.read(asking(garbage))).toBe("unreadable")
  })
})

function swapped([first = "", second = ""]: string[]): string[] {
  return [first.replace(`${name}.0=`, `${name}.1=`), second.replace(`${name}.1=`, `${name}.0=`)]
}

describe("of several the first that opens counts", () => {
  it.each<[string, (ours: string, theirs: string) => string, string]>([
    ["garbage first", (ours) => `${name}=garbage; ${ours}`, "ada"],
    ["garbage last", (ours) => `${ours}; ${name}=garbage`, "ada"],
    ["two that open", (ours, theirs) => `${theirs}; ${ours}`, "bob"],
    ["garbage chunks beside", (ours) => `${name}.0=2.abcdefgh.x; ${name}.1=2.abcdefgh.x; ${ours}`, "ada"],
  ])("%s", async (_, header, sub) => {
    const theirs = await cookieOf(record({ claims: { ...claims, sub: "bob" } }))
    const found = await sessions.read(asking(header(await cookieOf(), theirs)))
    expect(found).toMatchObject({ claims: { sub } })
  })

  it("a whole set of chunks beside a broken one", async () => {
    const broken = pairsOf(await cookieOf(other)).slice(0, 1)
    const header = [...broken, ...pairsOf(await cookieOf(big))].join("; ")
    expect(await sessions.read(asking(header))).toEqual(big)
  })
})

describe("S08, S14 nothing of an earlier login is left over", () => {
  it.each([
    ["small after chunks", big, small],
    ["chunks after small", small, other],
    ["chunks after chunks", big, other],
    ["small after small", small, record({ claims: { ...claims, sub: "bob" } })],
  ])("%s", async (_, earlier, later) => {
    const before = await cookieOf(earlier)
    const after = taken(await sessions.begin(asking(before), later), before)
    expect(await sessions.read(asking(after))).toEqual(later)
    expect(pairsOf(after).map((pair) => pair.split("=", 1)[0])).toEqual(
      pairsOf(await cookieOf(later)).map((pair) => pair.split("=", 1)[0]),
    )
  })

  it.each([
    ["one cookie", small],
    ["chunks", big],
  ])("S08 the end of %s", async (_, kept) => {
    const before = await cookieOf(kept)
    const lines = await sessions.end(asking(before))
    expect(taken(lines, before)).toBe("")
    for (const line of lines)
      expect(line).toMatch(
        /=; Max-Age=0; Path=\/; .*HttpOnly; Secure; SameSite=Lax$|=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
  })

  it("S28 no other cookie is touched, nor a pending login", async () => {
    const foreign = `a=b; authx=c; auth=d; ${name}x=e; ${name}-8501=f; ${name}.tx.abc=g; ${name}.out=h`
    expect(await sessions.end(asking(foreign))).toEqual([])
    const mixed = `${foreign}; ${await cookieOf()}`
    expect(taken(await sessions.end(asking(mixed)), mixed)).toBe(foreign)
    expect(taken(await sessions.begin(asking(mixed), small), mixed).startsWith(`${foreign}; ${name}=`)).toBe(true)
  })

  it("S14 chunks expire a whole cookie that the request did not show, as after a cross-site POST (form_post)", async () => {
    const before = await cookieOf(small)
    const after = taken(await sessions.begin(nobody, big), before)
    expect(await sessions.read(asking(after))).toEqual(big)
  })

  it("stray chunks go too", async () => {
    const stray = `${name}.7=x; ${name}.9=y`
    expect(taken(await sessions.end(asking(stray)), stray)).toBe("")
    expect(taken(await sessions.begin(asking(stray), small), stray)).toMatch(new RegExp(`^${name}=[^;]+$`))
  })

  it("each name is expired once", async () => {
    const lines = await sessions.end(asking(`${name}=a; ${name}=b; ${name}.0=c; ${name}.0=d`))
    expect(lines.map((line) => line.split("=", 1)[0])).toEqual([name, `${name}.0`])
  })

  it("without a session there is nothing to end", async () => {
    expect(await sessions.end(nobody)).toEqual([])
  })
})

describe("B05 the budget", () => {
  /** What a browser sends back. */
  const bytes = (lines: readonly string[]) =>
    lines.filter((line) => !line.includes("Max-Age=0")).reduce((sum, line) => sum + line.indexOf(";") + 2, 0)

  it("is measured before anything is set: up to 6 KiB it is written, beyond it fails", async () => {
    let largest = 0
    let refused = 0
    for (let size = 3000; size < 5000; size += 100) {
      const written = await sessions.begin(nobody, record({ claims: bigClaims(size) })).catch((error: unknown) => error)
      if (written instanceof AuthError) refused += 1
      else largest = Math.max(largest, bytes(written as string[]))
    }
    expect(largest).toBeGreaterThan(5900)
    expect(largest).toBeLessThanOrEqual(6144)
    expect(refused).toBeGreaterThan(0)
  })

  it.each([[20_000], [200_000]])(
    "session_too_large lists the biggest claims, and none of their values (%i bytes)",
    async (size) => {
      const canary = "cAnArY"
      const large = record({
        claims: { ...claims, groups: canary.repeat(size / 6), roles: Array(100).fill(canary), picture: canary },
      })
      const error = await sessions.begin(nobody, large).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(AuthError)
      expect(error).toMatchObject({ code: "session_too_large", status: 500 })
      const evidence = String((error as AuthError).cause)
      expect(evidence).toMatch(/groups \(\d+\), roles \(\d+\)/)
      expect(evidence).toContain("6144")
      expect(evidence + (error as AuthError).message).not.toContain(canary)
    },
  )

  it("lists what onLogin made, when that is what is large", async () => {
    const error = await sessions
      .begin(nobody, record({ user: { photo: "x".repeat(20_000) } }))
      .catch((reason: unknown) => reason)
    expect(String((error as AuthError).cause)).toContain("photo (20002)")
  })
})

describe("limits: how many cookies of one name are opened", () => {
  it("the tenth may still be the right one, and no more are tried", async () => {
    const good = await cookieOf()
    const broken = `${good.slice(0, -4)}AAAA`
    const after = (count: number) => asking([...Array<string>(count).fill(broken), good].join("; "))
    expect(await sessions.read(after(9))).toEqual(small)
    expect(await sessions.read(after(10))).toBe("unreadable")
  })
})
