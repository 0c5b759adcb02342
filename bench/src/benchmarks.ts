/** All benchmarks, by name: a file each. */
import type { Benchmark } from "./benchmark.js"

export const benchmarks: Readonly<Record<string, () => Promise<{ benchmark: Benchmark }>>> = {
  http: () => import("./subjects/http.js"),
  first: () => import("./subjects/first.js"),
  login: () => import("./subjects/login.js"),
  import: () => import("./subjects/import.js"),
  size: () => import("./subjects/size.js"),
  growth: () => import("./subjects/growth.js"),
  config: () => import("./subjects/config.js"),
}
