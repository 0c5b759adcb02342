/** `npm run bench -- NAME`: measures one thing, and prints what it found and on which machine. */
import type { Benchmark } from "./benchmark.js"
import { machine } from "./machine.js"
import { asText } from "./table.js"

/** By name: a file each. */
const benchmarks: Readonly<Record<string, () => Promise<{ benchmark: Benchmark }>>> = {
  http: () => import("./subjects/http.js"),
  first: () => import("./subjects/first.js"),
  login: () => import("./subjects/login.js"),
}

const [name = "", ...only] = process.argv.slice(2)
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (load === undefined) {
  console.log(`npm run bench -- NAME, where NAME is one of: ${Object.keys(benchmarks).join(", ")}`)
  process.exitCode = name === "" ? 0 : 1
} else {
  const { benchmark } = await load()
  console.log(`${machine()}\n`)
  for (const table of await benchmark.run(only)) console.log(asText(table))
}
