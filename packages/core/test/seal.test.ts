import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { createFingerprints, createSealer, fingerprint, type Purpose, randomToken } from "../src/seal.js"
import { heapUsed } from "./support/heap.js"

const first = "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80"
const second = "another-secret-that-is-long-enough-0123456789"
const application = "https://app.example.test"
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const sealer = (secrets = [first], more: Partial<Parameters<typeof createSealer>[0]> = {}) =>
  createSealer({ secrets, application, random, ...more })
const value = { sub: "ada", nested: [1, { a: null }] }

describe("what is sealed opens", () => {
  it.each(["session", "transaction"] as const)("as a %s", async (purpose) => {
    expect(await sealer().open(purpose, await sealer().seal(purpose, value))).toEqual(value)
  })

  it("any JSON object", async () => {
    const same = sealer()
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (object) => {
        const opened = await same.open("session", await same.seal("session", object))
        return JSON.stringify(opened) === JSON.stringify(object)
      }),
    )
  }, 30_000)

  it("has the characters of a cookie's value", async () => {
    expect(await sealer().seal("session", value)).toMatch(/^Fe26\.2\*\w+\*\*[\w-]+\*[\w-]+\*\*\*[\w-]{43}$/)
  })

  it.each([
    ["a date", { a: new Date() }],
    ["NaN", { a: Number.NaN }],
    ["a bigint", { a: 1n }],
    ["a function", { a: () => 1 }],
    ["a class instance", { a: new Map() }],
  ])("%s is refused rather than sealed as something else", async (_, object) => {
    await expect(sealer().seal("session", object)).rejects.toThrow()
  })
})

describe("what was sealed elsewhere does not open", () => {
  it.each<[string, Purpose, ReturnType<typeof sealer>]>([
    ["for another purpose", "transaction", sealer()],
    ["with another secret", "session", sealer([second])],
    ["for another application", "session", sealer([first], { application: "https://other.example.test" })],
    ["for another base path", "session", sealer([first], { application: `${application}/shop` })],
  ])("%s", async (_, purpose, other) => {
    expect(await other.open(purpose, await sealer().seal("session", value))).toBeUndefined()
    expect(await sealer().open("session", await other.seal(purpose, value))).toBeUndefined()
  })

  it("a purpose and an application cannot be read as another pair", async () => {
    const odd = sealer([first], { application: `session ${application}` })
    expect(await sealer().open("session", await odd.seal("session", value))).toBeUndefined()
  })
})

describe("B13 rotation", () => {
  it("the first seals, all open, whatever their order", async () => {
    const before = await sealer([first]).seal("session", value)
    const after = await sealer([second, first]).seal("session", value)
    for (const secrets of [[first], [first, second], [second, first]]) {
      expect(await sealer(secrets).open("session", before)).toEqual(value)
    }
    expect(await sealer([second]).open("session", after)).toEqual(value)
    expect(await sealer([first, second]).open("session", after)).toEqual(value)
    expect(await sealer([first]).open("session", after)).toBeUndefined()
  })

  it("a secret that was taken out opens nothing any more", async () => {
    const sealed = await sealer([first]).seal("session", value)
    expect(await sealer([second]).open("session", sealed)).toBeUndefined()
  })

  it("the same secret twice is one", async () => {
    const sealed = await sealer([first, first]).seal("session", value)
    expect(await sealer([first]).open("session", sealed)).toEqual(value)
  })

  it("without a secret nothing is sealed", async () => {
    await expect(sealer([]).seal("session", value)).rejects.toThrow(TypeError)
  })
})

describe("what was changed does not open", () => {
  // Both alphabets of base64 are read, and the last of 43 characters has two spare bits: those say the same bytes.
  const sameBytes = (a: string, b: string) => Buffer.from(a, "base64url").equals(Buffer.from(b, "base64url"))

  it("any single character", async () => {
    const same = sealer()
    const sealed = await same.seal("session", value)
    const digest = sealed.length - 43
    const changed = [...sealed].flatMap((character, at) =>
      [...new Set([character === "A" ? "B" : "A", character === "-" ? "+" : "-", "*", ""])]
        .filter((other) => other !== character)
        .map((other) => ({ at, text: sealed.slice(0, at) + other + sealed.slice(at + 1) })),
    )
    const opened = await Promise.all(
      changed.map(async ({ at, text }) => ({ at, text, opened: await same.open("session", text) })),
    )
    const wrong = opened.filter(
      (attempt) =>
        attempt.opened !== undefined &&
        !(attempt.at >= digest && sameBytes(attempt.text.slice(digest), sealed.slice(digest))),
    )
    expect(opened.length).toBeGreaterThan(sealed.length * 2)
    expect(wrong).toEqual([])
  }, 30_000)

  it("the last character of the MAC says the same or does not open: never something else", async () => {
    const same = sealer()
    const sealed = await same.seal("session", value)
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    const opened = await Promise.all([...alphabet].map((last) => same.open("session", sealed.slice(0, -1) + last)))
    const different = opened.filter((one) => one !== undefined)
    expect(different.length).toBeLessThanOrEqual(4)
    for (const one of different) expect(one).toEqual(value)
  })

  it("parts of two seals", async () => {
    const same = sealer()
    const [a, b] = [await same.seal("session", value), await same.seal("session", { sub: "bob" })].map((text) =>
      text.split("*"),
    )
    for (let at = 3; at < 8; at++) {
      const mixed = a?.map((part, index) => (index === at ? (b?.[index] ?? "") : part)).join("*") ?? ""
      const expected = a?.[at] === b?.[at] ? value : undefined
      expect([at, await same.open("session", mixed)]).toEqual([at, expected])
    }
  })

  it.each([
    "",
    "*",
    "*******",
    "garbage",
    "Fe26.2*******",
    "Fe26.2*constructor******",
    "Fe26.2*__proto__**AAAA*AAAA***AAAA",
    "Fe26.2*toString**AAAA*AAAA***AAAA",
    "Fe26.2*default**AAAA*AAAA***AAAA",
    "Fe26.1*a**AAAA*AAAA***AAAA",
    "\u0000",
    "\ud800",
    "Fe26.2*".repeat(10_000),
  ])("garbage: %.40j", async (text) => {
    expect(await sealer().open("session", text)).toBeUndefined()
  })

  it("any text", async () => {
    const same = sealer()
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.base64String(),
      fc.constantFrom("Fe26.2", "constructor", ""),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 9 }), async (parts) => {
        return (await same.open("session", parts.join("*"))) === undefined
      }),
    )
  }, 30_000)
})

describe("randomness", () => {
  it("all of it is given", async () => {
    const asked: number[] = []
    const own = vi.spyOn(crypto, "getRandomValues")
    try {
      const still = sealer([first], {
        random: (bytes) => {
          asked.push(bytes)
          return new Uint8Array(bytes).fill(7)
        },
      })
      const sealed = await still.seal("session", value)
      expect(await still.seal("session", value)).toBe(sealed)
      expect(await still.open("session", sealed)).toEqual(value)
      expect(asked).toEqual([16, 16])
      expect(own).not.toHaveBeenCalled()
    } finally {
      own.mockRestore()
    }
  })

  it("making a sealer takes none, and derives nothing", () => {
    const derive = vi.spyOn(crypto.subtle, "deriveBits")
    try {
      sealer([first], { random: () => expect.fail("randomness") })
      expect(derive).not.toHaveBeenCalled()
    } finally {
      derive.mockRestore()
    }
  })

  it("keys are derived once for each purpose and secret", async () => {
    const derive = vi.spyOn(crypto.subtle, "deriveBits")
    try {
      const same = sealer([first, second])
      const sealed = await Promise.all([same.seal("session", value), same.seal("session", value)])
      for (const text of sealed) await same.open("session", text)
      expect(derive).toHaveBeenCalledTimes(2)
      await same.seal("transaction", value)
      expect(derive).toHaveBeenCalledTimes(4)
    } finally {
      derive.mockRestore()
    }
  })

  it("a token is 32 bytes in 43 characters", () => {
    expect(randomToken({ random: (bytes) => new Uint8Array(bytes).fill(255) })).toBe(`${"_".repeat(42)}8`)
    const tokens = new Set(Array.from({ length: 100 }, () => randomToken({ random })))
    expect(tokens.size).toBe(100)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  })
})

it.each([
  ["", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"],
  ["abc", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"],
])("the fingerprint of %j is its SHA-256", async (text, expected) => {
  expect(await fingerprint(text)).toBe(expected)
})

it("what is remembered of a text that came in a long form keeps no form in memory", async () => {
  const fingerprintOf = createFingerprints()
  const before = heapUsed()
  for (let index = 0; index < 500; index++) {
    // 30 MB together, from whoever likes: a callback may come by POST.
    const form = new URLSearchParams(`state=${String(index).padStart(43, "s")}&more=${"x".repeat(60_000)}${index}`)
    await fingerprintOf(form.getAll("state")[0] ?? "")
  }
  expect(heapUsed() - before).toBeLessThan(3_000_000)
  expect(await fingerprintOf("known")).toBe(await fingerprint("known"))
})
