// A reporter of vitest: how many cases each adapter ran, and a failure when two of them ran different ones.
import type { Reporter, TestModule, TestSuite } from "vitest/node"

/** What one call of a suite (`describeAdapter`, `describeIdioms`) ran. */
interface Tally {
  readonly suite: string
  readonly adapter: string
  readonly cases: readonly string[]
  readonly passed: number
}

export default class AdapterCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tallies = modules.flatMap((module) => [...module.children.suites()]).flatMap(tallyOf)
    for (const { suite, adapter, cases, passed } of tallies) {
      console.log(`${suite}(${adapter}): ${cases.length} cases, ${passed} passed`)
    }
    const faults = differences(tallies)
    for (const fault of faults) console.error(fault)
    if (faults.length > 0) process.exitCode = 1
  }
}

function tallyOf(suite: TestSuite): Tally[] {
  const [, name, adapter] = /^(describe\w+)\((.+)\)$/.exec(suite.name) ?? []
  if (name === undefined || adapter === undefined) return []
  const tests = [...suite.children.allTests()]
  // Skipped ones have not run; whoever asked for some by name asked that of every adapter.
  const ran = tests.filter((test) => test.result().state !== "skipped")
  const passed = ran.filter((test) => test.result().state === "passed").length
  return [
    {
      suite: name,
      adapter,
      cases: ran.map(({ fullName }) => fullName.slice(suite.fullName.length + " > ".length)),
      passed,
    },
  ]
}

/** What one adapter ran and another did not (pure), in sentences. */
export function differences(tallies: readonly Omit<Tally, "passed">[]): string[] {
  return [...new Set(tallies.map(({ suite }) => suite))].flatMap((suite) => {
    const calls = tallies.filter((tally) => tally.suite === suite)
    const all = [...new Set(calls.flatMap(({ cases }) => cases))]
    return calls.flatMap(({ adapter, cases }) => {
      const missing = all.filter((name) => !cases.includes(name))
      const twice = cases.length - new Set(cases).size
      const faults = missing.length === 0 ? [] : [`did not run ${missing.length} cases that others ran: ${missing[0]}`]
      if (twice > 0) faults.push(`ran ${twice} cases under a name that another one has`)
      return faults.map((fault) => `${suite}(${adapter}) ${fault}`)
    })
  })
}
