/**
 * `npm run plants [NAME...]`: plants one bug at a time into a copy of the core, and demands that the model finds it: that
 * one of the invariants breaks which the bug's own file names. Fails when a bug survives or can no longer be planted.
 *
 * A plant is `plants/NAME.patch`: a sentence, a line `Breaks: INVARIANT, …`, perhaps a line `Sessions: KIND`, and a diff
 * of packages/core/src. To renew one, make the same change by hand and write down `git diff -U1`.
 */
import { execFile } from "node:child_process"
import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { invariants } from "./invariants.js"

const run = promisify(execFile)
const root = new URL("../../../../", import.meta.url).pathname
const folder = new URL("plants/", import.meta.url).pathname

/** Each bug gets as many walks, from each of these seeds, until one finds it. */
const walks = 2000
const seeds = [1, 2, 3, 4, 5]

/** What the model needs of the repository. */
const needed = [
  ...["package.json", "tsconfig.json", "tsconfig.base.json"],
  ...["packages/core/package.json", "packages/core/src", "packages/core/test/model", "packages/core/test/support"],
  ...["packages/testing/package.json", "packages/testing/src"],
]

interface Found {
  readonly invariant?: string
  readonly story?: string
}

async function walkIn(copy: string, seed: number, kind: string | undefined): Promise<Found> {
  const script = "packages/core/test/model/main.ts"
  const sessions = kind === undefined ? [] : ["--sessions", kind]
  const walk = [script, "--runs", String(walks), "--seed", String(seed), ...sessions, "--json"]
  const args = ["--conditions=@x/source", "--import", "tsx", ...walk]
  // Broken walks end with 1.
  const { stdout } = await run("node", args, { cwd: copy, maxBuffer: 2 ** 26 }).catch((error) => error)
  return JSON.parse(stdout)
}

/** What went wrong with a plant, or its story. */
async function tryPlant(name: string): Promise<{ fault?: string; story?: string; text: string }> {
  const patch = join(folder, `${name}.patch`)
  const text = await readFile(patch, "utf8")
  const expected = /^Breaks: (.*)$/m.exec(text)?.[1]?.split(", ") ?? []
  const kind = /^Sessions: (.*)$/m.exec(text)?.[1]
  const unknown = expected.filter((one) => !Object.hasOwn(invariants, one))
  if (expected.length === 0 || unknown.length > 0) return { fault: `there is no invariant ${unknown.join()}`, text }
  const copy = await mkdtemp(join(tmpdir(), "plant-"))
  try {
    for (const path of needed) await cp(join(root, path), join(copy, path), { recursive: true })
    await symlink(join(root, "node_modules"), join(copy, "node_modules"))
    const applied = await run("git", ["apply", "-C1", patch], { cwd: copy }).catch((error) => error as Error)
    if (applied instanceof Error) return { fault: `it can no longer be planted: ${applied.message}`, text }
    for (const seed of seeds) {
      const { invariant, story } = await walkIn(copy, seed, kind)
      if (story === undefined) continue
      if (invariant !== undefined && expected.includes(invariant)) return { story, text }
      return { fault: `something else broke (${invariant}):\n${story}`, text }
    }
    return { fault: `it survived ${seeds.length * walks} walks`, text }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

const asked = process.argv.slice(2)
const files = await readdir(folder)
const names = files.flatMap((file) => (file.endsWith(".patch") ? [file.slice(0, -".patch".length)] : [])).sort()
const chosen = asked.length === 0 ? names : names.filter((name) => asked.includes(name))
let survived = 0
const waiting = [...chosen]

async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const { fault, story, text } = await tryPlant(name)
    console.log(`${fault === undefined ? "found   " : "SURVIVED"}  ${name}: ${text.split("\n", 1)[0]}`)
    if (fault !== undefined) {
      survived += 1
      console.log(`          ${fault}`)
    } else if (asked.length > 0) console.log(story)
  }
}

await Promise.all([work(), work()])
console.log(`${chosen.length - survived} of ${chosen.length} bugs were found`)
process.exitCode = survived === 0 && chosen.length > 0 ? 0 : 1
