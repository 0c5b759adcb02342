/** A process of its own for load-config.test.ts: goes to each folder that it is given, and tells what loadConfig found. */
import { settingsOf } from "../../src/config/config.js"
import { loadConfig } from "../../src/config/load-config.js"
import { ConfigError } from "../../src/errors.js"

const folders: Record<string, string> = JSON.parse(process.argv[2] ?? "{}")
const found: Record<string, unknown> = {}
for (const [name, folder] of Object.entries(folders)) {
  process.chdir(folder)
  try {
    found[name] = { client: settingsOf(await loadConfig())?.providers.get("default")?.clientId }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    found[name] = { codes: error.issues.map(({ code }) => code), message: error.message }
  }
}
console.log(JSON.stringify(found))
