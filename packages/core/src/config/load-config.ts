/** Reads the configuration's file and the variables: the only place in the core that touches a disk. */
import { existsSync, readFileSync } from "node:fs"
import { open } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { ConfigError, printable } from "../errors.js"
import { type Config, readConfig } from "./config.js"
import { hasTable } from "./environment.js"
import type { ReadFile } from "./indirection.js"
import type { Fault } from "./issues.js"
import type { ParseOptions } from "./settings.js"
import { usualFiles } from "./usual-files.js"

export interface LoadOptions extends Pick<ParseOptions, "env" | "port"> {
  /** The folder in which files are looked for. Default: the one in which the process was started. */
  cwd?: string
}

/**
 * Reads the `[auth]` table of a file: the one that is given, else `secrets.toml`, else `.streamlit/secrets.toml` in the
 * current folder. Variables (`AUTH__GOOGLE__CLIENT_ID`) override it, and can stand for the file that is not there; they
 * come from `process.env` unless they are given. A `{ file = "PATH" }` is looked for beside the file.
 *
 * @throws {ConfigError} when there is no configuration, or with every problem in it.
 */
export async function loadConfig(file?: string, options: LoadOptions = {}): Promise<Config> {
  const { cwd = ".", env = process.env, port } = options
  const all = { env, ...(port === undefined ? {} : { port }) }
  const candidates = file === undefined ? usualFiles : [file]
  for (const [index, candidate] of candidates.entries()) {
    const path = resolve(cwd, candidate)
    const found = await readIfThere(path)
    if (found === undefined) continue
    const { text, isReadableByOthers } = found
    const passedOver = candidates.slice(index + 1).find((other) => existsSync(resolve(cwd, other)))
    return readConfig(text, {
      ...all,
      isReadableByOthers,
      file: candidate,
      readFile: filesIn(dirname(path)),
      ...(passedOver === undefined ? {} : { passedOver }),
    })
  }
  // A file that was asked for by its name is missed, whatever the variables say.
  if (file === undefined && hasTable(all.env)) return readConfig({}, { ...all, readFile: filesIn(resolve(cwd)) })
  const looked = candidates.map((candidate) => shownPath(resolve(cwd, candidate))).join(" and ")
  const hint = "Write one with an [auth] table, give its path to loadConfig, or set variables like AUTH__REDIRECT_URI."
  throw new ConfigError([{ code: "file_missing", path: "auth", message: `there is no file ${looked}`, hint }])
}

/** The text, and who can read it; the file stays open in between, so that both are said of one and the same. */
async function readIfThere(path: string): Promise<{ text: string; isReadableByOthers: boolean } | undefined> {
  try {
    const file = await open(path)
    try {
      const { mode } = await file.stat()
      return { text: decoded(await file.readFile()), isReadableByOthers: isReadableByOthers(mode) }
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw new ConfigError([{ path: "auth", ...unreadable(path, code) }])
  }
}

/** Strictly: a letter of another encoding would become another letter, in a secret too, and nobody would be told. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
}

/** Windows has no such bits, and shows every file as readable by all. */
function isReadableByOthers(mode: number): boolean {
  return process.platform !== "win32" && (mode & 0o004) !== 0
}

function filesIn(folder: string): ReadFile {
  return (name) => {
    const path = resolve(folder, name)
    try {
      return { text: decoded(readFileSync(path)) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const hint = "Is it where the application runs? A relative path begins at the configuration's folder."
      if (code !== "ENOENT" && code !== "ENOTDIR") return { fault: unreadable(path, code) }
      return { fault: { code: "file_missing", message: `there is no file ${shownPath(path)}`, hint } }
    }
  }
}

function unreadable(path: string, code: string | undefined): Fault {
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    const hint = "Save it as UTF-8. PowerShell's > and some editors write UTF-16."
    return { code: "file_unreadable", message: `the file ${shownPath(path)} is not UTF-8`, hint }
  }
  const hint = "It must be a file that the user who runs the application may read."
  return { code: "file_unreadable", message: `the file ${shownPath(path)} cannot be read (${code})`, hint }
}

/** The end of a path tells more than its beginning. */
function shownPath(path: string): string {
  return printable(path.length > 160 ? `…${path.slice(-159)}` : path)
}
