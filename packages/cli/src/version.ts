/** The version that stands in package.json, which lies above the sources and above what is built of them. */
import { readFileSync } from "node:fs"

export function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version
}
