/** What a library weighs: bundled, and installed with all that it depends on. */
import type { Benchmark } from "../benchmark.js"
import { bundled } from "../bundle.js"
import { installed } from "../installed.js"
import { type PackageName, packages } from "../packages.js"
import { type Goal, judged } from "../table.js"

const goals: Partial<Record<PackageName, Goal>> = { core: { atMost: 45 } }

export const benchmark: Benchmark = {
  title: "Size: bundled, and installed",
  async run() {
    const rows = []
    for (const name of Object.keys(packages) as PackageName[]) {
      const { title, specifiers } = packages[name]
      const { first, later } = await bundled(specifiers)
      const { bytes, count } = await installed(specifiers.map(packageOf))
      const verdict = judged(first / 1000, goals[name], 0)
      rows.push([title, inKilobytes(first), inKilobytes(later), ...verdict, inKilobytes(bytes), String(count)])
    }
    return [
      {
        title: benchmark.title,
        head: ["", "bundled, gzip, kB", "loaded later", "goal", "holds", "installed, kB", "packages"],
        rows,
      },
    ]
  },
}

/** `@scope/name/path` is of the package `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
}

function inKilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)
}
