/** On what the figures were measured. */
import { arch, cpus, loadavg, platform } from "node:os"

export function machine(): string {
  const { model = "unknown processor" } = cpus()[0] ?? {}
  // Others on the machine make every figure worse.
  const load = loadavg()[0]?.toFixed(1)
  return `${cpus().length} × ${model}, ${platform()} ${arch()}, Node ${process.versions.node}, load ${load}`
}
