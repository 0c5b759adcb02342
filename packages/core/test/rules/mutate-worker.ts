/** One process of `mutate.ts`, in a copy of the repository: applies a patch, runs one rule's tests, and puts all back. */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { createVitest, type Vitest } from "vitest/node"
import type { Task, Verdict } from "./mutate.js"

/** A test that was run, by its whole name. */
interface Ran {
  readonly name: string
  readonly state: string
  /** Why it failed, in a line. */
  readonly why: string | undefined
}

process.once("message", (tasks) => {
  playAll(tasks as readonly Task[]).then(
    () => process.exit(0),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function playAll(tasks: readonly Task[]): Promise<void> {
  const vitest = await createVitest("test", {
    root: process.cwd(),
    watch: false,
    reporters: [{}],
    project: ["unit"],
    maxWorkers: 1,
    silent: true,
    // A slow machine is no failure. What must not hang has a shorter limit of its own.
    testTimeout: 30_000,
  })
  await vitest.standalone()
  // Once for all: what fails with the sources as they are proves nothing when they are broken.
  const before = await run(vitest, tasks)
  for (const task of tasks) {
    const began = Date.now()
    const verdict = "broken" in before ? notLoaded(before) : await playOne(vitest, task, before.tests)
    process.send?.({ id: task.id, took: Date.now() - began, ...verdict } satisfies Verdict)
  }
  await vitest.close()
}

type Outcome = Pick<Verdict, "outcome" | "detail">

const notLoaded = ({ broken }: { broken: string }): Outcome => ({ outcome: "does not load", detail: broken })

async function playOne(vitest: Vitest, task: Task, before: readonly Ran[]): Promise<Outcome> {
  const own = before.filter(({ name }) => patternOf([task]).test(name))
  const failing = own.find(({ state }) => state === "failed")
  if (failing !== undefined) return { outcome: "fails anyway", detail: `${failing.name}: ${failing.why}` }
  if (!own.some(({ state }) => state === "passed"))
    return { outcome: "no test", detail: "no test begins with its name" }

  const sources = touchedBy(task.patch)
  const whole = new Map(sources.map((file) => [file, readFileSync(file, "utf8")]))
  try {
    const refused = apply(task.patch)
    if (refused !== undefined) return { outcome: "does not apply", detail: refused }
    for (const file of sources) vitest.invalidateFile(file)
    const after = await run(vitest, [task])
    if ("broken" in after) return notLoaded(after)
    const failed = after.tests.find(({ state }) => state === "failed")
    return failed === undefined ? { outcome: "survived" } : { outcome: "killed", detail: failed.why ?? "" }
  } finally {
    for (const [file, text] of whole) writeFileSync(file, text)
    for (const file of sources) vitest.invalidateFile(file)
  }
}

/** Why a patch does not fit, in git's words. */
function apply(patch: string): string | undefined {
  try {
    // One line of context is enough: neighbours may change.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: process.cwd() }
    execFileSync("git", ["apply", "-C1", "--whitespace=nowarn", patch], { stdio: "pipe", env })
    return undefined
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr ?? error)
  }
}

function touchedBy(patch: string): string[] {
  const lines = readFileSync(patch, "utf8").matchAll(/^\+\+\+ b\/(\S+)/gm)
  return [...lines].map(([, file = ""]) => resolve(file))
}

/** Runs the tests of some rules, and of no others. `broken`: why a file did not even load. */
async function run(vitest: Vitest, tasks: readonly Task[]): Promise<{ tests: Ran[] } | { broken: string }> {
  vitest.setGlobalTestNamePattern(patternOf(tasks))
  const files = [...new Set(tasks.flatMap((task) => task.files))]
  const specifications = await vitest.globTestSpecifications(files.map((file) => resolve(file)))
  const result = await vitest.runTestSpecifications(specifications)
  // Modules of earlier runs are among them.
  const testModules = result.testModules.filter(({ moduleId }) => files.some((file) => resolve(file) === moduleId))
  const [broken] = testModules.flatMap((module) => module.errors())
  if (broken !== undefined) return { broken: broken.message }
  const tests = testModules.flatMap((module) => [...module.children.allTests()])
  return {
    tests: tests.flatMap((test) => {
      const { state, errors } = test.result()
      // Vitest parts the names of groups with an arrow here, and with a blank where it looks for a pattern.
      const name = test.fullName.replaceAll(" > ", " ")
      if (state === "skipped" || !patternOf(tasks).test(name)) return []
      return [{ name, state, why: errors?.[0]?.message.split("\n", 1)[0] }]
    }),
  }
}

/** A test's whole name is those of its groups and its own, which begins with the rule's id. */
function patternOf(tasks: readonly Task[]): RegExp {
  const ids = tasks.map(({ id }) => id.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`(?:^|\\s)(?:${ids.join("|")})(?!\\w)`)
}
