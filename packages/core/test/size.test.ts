/**
 * What core costs whoever bundles it: all of it, minified and compressed, with its dependencies. Bytes are counted and not
 * time, which the machine would decide; `npm run bench -- import` has the time.
 */
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { describe, expect, test } from "vitest"

const packages = fileURLToPath(new URL("../../", import.meta.url))

/** One of core's entry points as a bundler makes it for an application. jose is left out: it is loaded by its first user. */
async function bundled(entry: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: packages,
    entryPoints: [`core/src/${entry}.ts`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions: ["@x/source"],
    external: ["jose/*", "node:*"],
    write: false,
    metafile: true,
    logLevel: "silent",
  })
  const [output] = outputFiles
  const inputs = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {})
  const parts = inputs.map(([path, { bytesInOutput }]) => ({
    name: /node_modules\/([^/]+)/.exec(path)?.[1] ?? path.replace("core/src/", ""),
    bytes: bytesInOutput,
  }))
  const ofPart = (name: string) => parts.reduce((sum, part) => sum + (part.name === name ? part.bytes : 0), 0)
  return { gzip: gzipSync(output?.contents ?? "", { level: 9 }).length, names: parts.map(({ name }) => name), ofPart }
}

describe("limits that explain themselves", () => {
  // A seventh of it is sentences that say what is wrong with a configuration and how to mend it, and a fifth is
  // dependencies. A new flow or key may raise these by a kilobyte or two. Whatever asks for more is a dependency that is
  // not shaken, or one too many: `npx esbuild --bundle --minify --analyze` shows it.
  test.each([
    ["index", 78_000, "createAuth and parseConfig"],
    ["adapter", 49_000, "the same without parseConfig, which shakes off: what every request may need"],
    ["load", 33_000, "reading a configuration, and nothing else"],
  ])("%s is at most %i bytes, compressed: %s", async (entry, most) => {
    const { gzip } = await bundled(entry)
    console.info(`@x/core ${entry}: ${gzip} bytes`)
    expect(gzip).toBeGreaterThan(10_000)
    expect(gzip).toBeLessThanOrEqual(most)
  })

  // Minified, before compression. With its namespace taken for a value, oauth4webapi would be 49 500.
  test.each([
    ["oauth4webapi", 30_000],
    ["smol-toml", 12_000],
    ["iron-webcrypto", 5_500],
    ["cookie", 4_500],
    ["uint8array-extras", 2_000],
    ["zod", 20_000],
  ])("%s is shaken: %i bytes of it are left", async (name, most) => {
    const { ofPart } = await bundled("index")
    expect(ofPart(name)).toBeGreaterThan(0)
    expect(ofPart(name)).toBeLessThanOrEqual(most)
  })
})

describe("nobody carries what others need", () => {
  test("dependencies are those six", async () => {
    const { names } = await bundled("index")
    const foreign = new Set(names.filter((name) => !name.endsWith(".ts")))
    const six = ["cookie", "iron-webcrypto", "oauth4webapi", "smol-toml", "uint8array-extras", "zod"]
    expect([...foreign].sort()).toEqual(six)
  })

  test.each([
    ["index", /^provider\/probe|^config\/(?:load-config|usual-files)/],
    ["adapter", /^config\/(?:text|application|providers|preset|registration|read|schema|shape)|^smol-toml$/],
    ["load", /^(?:flow|session|http|provider)\/|^(?:oauth4webapi|iron-webcrypto|cookie)$/],
  ])("%s is without %s", async (entry, others) => {
    const { names } = await bundled(entry)
    expect(names.filter((name) => others.test(name))).toEqual([])
  })
})
