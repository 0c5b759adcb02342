import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundled } from "../src/bundle.js"
import { installed } from "../src/installed.js"
import { packageOf } from "../src/subjects/size.js"

describe("bundled", () => {
  it("weighs what is loaded later by itself", async () => {
    const { first, later } = await bundled(["./test/fixtures/entry.ts"])
    const whole = await bundled(["./test/fixtures/later.ts"])
    expect(later).toBeGreaterThan(80)
    expect(first).toBeGreaterThan(80)
    expect(whole.later).toBe(0)
    expect(whole.first).toBeGreaterThan(80)
  })

  it("counts what a library depends on, and not the framework below it", async () => {
    const { first } = await bundled(["iron-webcrypto"])
    expect(first).toBeGreaterThan(1000)
    expect(first).toBeLessThan(10_000)
    expect((await bundled(["express"])).first).toBeLessThan(200)
  })
})

describe("installed", () => {
  let root = ""
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "x-bench-"))
    await add("one", { dependencies: { two: "1", three: "1" }, devDependencies: { four: "1" } }, 100)
    await add("two", { dependencies: { three: "1" } }, 20)
    await add("three", {}, 3)
    await add("four", {}, 1000)
  })
  afterAll(() => rm(root, { recursive: true }))

  /** @param bytes how many its files have, package.json included */
  async function add(name: string, manifest: object, bytes: number): Promise<void> {
    const folder = join(root, "node_modules", name)
    await mkdir(folder, { recursive: true })
    const text = JSON.stringify(manifest)
    await writeFile(join(folder, "package.json"), text)
    await writeFile(join(folder, "index.js"), "x".repeat(1000 + bytes - text.length))
  }

  it("is each package once, with all that it depends on, and without what it was built with", async () => {
    expect(await installed(["one"], root)).toEqual({ bytes: 3123, count: 3 })
    expect(await installed(["two", "three"], root)).toEqual({ bytes: 2023, count: 2 })
  })

  it("says what is not there", async () => {
    await expect(installed(["five"], root)).rejects.toThrow("five is not installed")
  })

  it("of a package of this repository, is only what is published", async () => {
    const { count, bytes } = await installed(["@x/adapter-koa"])
    expect(count).toBeGreaterThan(4)
    expect(bytes).toBeLessThan(4_000_000)
  })
})

describe("packageOf", () => {
  it.each([
    ["jose", "jose"],
    ["jose/jwt/verify", "jose"],
    ["@x/core", "@x/core"],
    ["@x/core/load", "@x/core"],
  ])("%s is of %s", (specifier, name) => {
    expect(packageOf(specifier)).toBe(name)
  })
})
