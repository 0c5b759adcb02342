/**
 * Removes the code behind each rule, one at a time, and demands that the rule's own test fails:
 * `npm run mutate [-- words]`. With words, only the rules whose id has them all; with `--why`, what each test said when
 * it failed. A patch is what `git diff -U1 packages` says of a broken source.
 */
import { type ChildProcess, fork } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { rules, slugOf } from "./rules.js"

/** What came of one patch. `killed`: the rule's test fails with it, and passes without. */
export interface Verdict {
  readonly id: string
  readonly outcome: "killed" | "survived" | "no patch" | "no test" | "does not apply" | "fails anyway" | "does not load"
  /** In milliseconds. */
  readonly took: number
  readonly detail?: string
}

/** One rule's share of the work. */
export interface Task {
  readonly id: string
  readonly patch: string
  /** The test files that name the rule, from the repository's root. */
  readonly files: readonly string[]
}

const root = resolve(fileURLToPath(new URL("../../../..", import.meta.url)))
const patches = fileURLToPath(new URL("./mutations/", import.meta.url))
const workers = 2

/** Who runs an adapter's cases, which are written in files that are no tests. */
const suites = "packages/testing/src/suites"

/** Every test file below a folder of the repository. */
function filesBelow(folder: string, ends: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
  return names.filter((name) => name.endsWith(ends) && !name.includes("node_modules")).map((name) => join(folder, name))
}

/** The tests that name a rule: those of this folder, else those of the adapters. */
export function testsOf(id: string): string[] {
  const naming = (files: string[]) => files.filter((file) => readFileSync(join(root, file), "utf8").includes(id))
  const here = naming(filesBelow("packages/core/test/rules", ".test.ts"))
  if (here.length > 0) return here
  const adapters = readdirSync(join(root, "packages")).filter((name) => name.startsWith("adapter-"))
  const tests = adapters.flatMap((name) => filesBelow(`packages/${name}/test`, ".test.ts"))
  const named = naming(tests)
  if (named.length > 0 || naming(filesBelow(suites, ".ts")).length === 0) return named
  return tests.filter((file) => readFileSync(join(root, file), "utf8").includes("describeAdapter("))
}

/** A copy of all that tests need, where sources can be broken: a broken one must never lie in the working tree. */
function copyOf(): string {
  const copy = mkdtempSync(join(tmpdir(), "mutate-"))
  for (const name of ["package.json", "tsconfig.json", "tsconfig.base.json", "vitest.config.ts"]) {
    cpSync(join(root, name), join(copy, name))
  }
  const isNeeded = (path: string) => !/[\\/](?:node_modules|dist)$/.test(path)
  cpSync(join(root, "packages"), join(copy, "packages"), { recursive: true, filter: isNeeded })
  const modules = join(copy, "node_modules")
  mkdirSync(join(modules, "@x"), { recursive: true })
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (!["@x", ".vite", ".vitest"].includes(name)) symlinkSync(join(root, "node_modules", name), join(modules, name))
  }
  // Our own packages are those of the copy.
  for (const name of readdirSync(join(copy, "packages"))) {
    symlinkSync(join(copy, "packages", name), join(modules, "@x", name))
  }
  return copy
}

/** Plays tasks in a process and a copy of its own, and gives each verdict as it comes. */
function play(tasks: readonly Task[], tell: (verdict: Verdict) => void): { ended: Promise<void>; stop: () => void } {
  const copy = copyOf()
  const script = fileURLToPath(new URL("./mutate-worker.ts", import.meta.url))
  const options = { cwd: copy, execArgv: ["--import", "tsx"], stdio: ["ignore", "ignore", "inherit", "ipc"] as const }
  const child: ChildProcess = fork(script, [], { ...options, stdio: [...options.stdio] })
  child.on("message", (message) => tell(message as Verdict))
  child.send(tasks)
  const ended = new Promise<void>((done) => child.once("exit", () => done()))
  return { ended: ended.finally(() => rmSync(copy, { recursive: true, force: true })), stop: () => child.kill() }
}

async function main(given: readonly string[]): Promise<number> {
  const words = given.filter((word) => word !== "--why")
  const chosen = rules.filter(({ id }) => words.every((word) => id.includes(word)))
  const known = new Set(readdirSync(patches))
  const verdicts: Verdict[] = []
  const tell = (verdict: Verdict) => {
    verdicts.push(verdict)
    const { id, outcome, took, detail } = verdict
    const isTold = detail !== undefined && (outcome !== "killed" || given.includes("--why"))
    const why = !isTold ? "" : `\n          ${detail.trim().replaceAll("\n", "\n          ")}`
    console.log(`${outcome === "killed" ? "killed  " : "NOT YET "}  ${id} (${(took / 1000).toFixed(1)} s)${why}`)
  }
  const tasks: Task[] = []
  for (const { id } of chosen) {
    const patch = `${slugOf(id)}.patch`
    const files = testsOf(id)
    if (!known.has(patch)) tell({ id, outcome: "no patch", took: 0, detail: `there is no mutations/${patch}` })
    else if (files.length === 0) tell({ id, outcome: "no test", took: 0, detail: "no test begins with its name" })
    else tasks.push({ id, patch: join(patches, patch), files })
  }
  const began = Date.now()
  // Neighbours share a test file, and what has been made of it.
  const half = Math.ceil(tasks.length / workers)
  const shares = Array.from({ length: workers }, (_, index) => tasks.slice(index * half, (index + 1) * half))
  const running = shares.filter((share) => share.length > 0).map((share) => play(share, tell))
  process.once("SIGINT", () => {
    for (const { stop } of running) stop()
  })
  await Promise.all(running.map(({ ended }) => ended))
  const killed = verdicts.filter(({ outcome }) => outcome === "killed").length
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(`\n${killed} of ${chosen.length} killed, in ${seconds} s`)
  for (const { id, outcome } of verdicts) if (outcome !== "killed") console.log(`  ${outcome}: ${id}`)
  const missing = chosen.length - verdicts.length
  if (missing > 0) console.log(`  ${missing} were not played`)
  return killed === chosen.length && chosen.length > 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2))
