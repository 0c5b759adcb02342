/** Folders for the tests of loadConfig: each with its own files, all of them gone afterwards. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import { type LoadOptions, loadConfig } from "../../src/config/load-config.js"
import type { Settings } from "../../src/config/settings.js"
import { ConfigError } from "../../src/errors.js"

const made: string[] = []

/** A new folder with these files, which nobody else may read unless a mode is given. */
export async function folder(files: Readonly<Record<string, string | Buffer>>, mode = 0o600): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "x-config-"))
  made.push(path)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
    // Not with the writing: the process has a mask of its own.
    await chmod(join(path, name), mode)
  }
  return path
}

afterAll(async () => {
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true })
})

/** What loadConfig read; without options there is no variable. */
export async function loaded(file: string | undefined, options: LoadOptions = {}): Promise<Settings> {
  const found = settingsOf(await loadConfig(file, { env: {}, ...options }))
  if (found === undefined) throw new Error("loadConfig gave no Config")
  return found
}

/** The ConfigError of a configuration that cannot be loaded; any other outcome is thrown. */
export async function failure(loading: Promise<unknown>): Promise<ConfigError> {
  const error = await loading.then(
    () => "no error",
    (reason: unknown) => reason,
  )
  if (error instanceof ConfigError) return error
  throw new Error("no ConfigError", { cause: error })
}
