// What an application's compiler reads of this package, which may check the types of libraries, too.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../..", import.meta.url))
let folder = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "declared-types-"))
  const tsc = join(root, "node_modules/.bin/tsc")
  execFileSync(
    tsc,
    ["-p", "packages/testing", "--outDir", folder, "--customConditions", "@x/source", "--rootDir", "."],
    {
      cwd: root,
    },
  )
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(["index", "suites"])("%s names no package that brings no types: oidc-provider has none of its own", (entry) => {
  const named = packagesNamedFrom(join(folder, `packages/testing/src/${entry}.d.ts`))
  expect(named).toContain("@x/core")
  expect(named).not.toContain("oidc-provider")
})

function packagesNamedFrom(file: string, seen = new Set<string>(), named = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  for (const [, from = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)) {
    if (from.startsWith(".")) packagesNamedFrom(resolve(dirname(file), from.replace(/\.js$/, ".d.ts")), seen, named)
    else named.add(from)
  }
  return [...named]
}
