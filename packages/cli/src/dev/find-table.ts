/** The `[auth]` table of the application that is about to be started, if it has a file. */
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { parseConfig } from "@x/core"
import { isTable, parseToml, type Table, usualFiles } from "@x/core/inspect"
import { Problem } from "../problem.js"

export interface Found {
  readonly file: string
  readonly auth: Table | undefined
}

/**
 * @param file the one that was asked for; else those that the application looks for itself
 * @throws {ConfigError} when it is no TOML: then the application could not read it either
 */
export async function findTable(cwd: string, file: string | undefined): Promise<Found | undefined> {
  for (const candidate of file === undefined ? usualFiles : [file]) {
    const text = await readIfThere(resolve(cwd, candidate))
    if (text !== undefined) return { file: candidate, auth: authIn(text, candidate) }
  }
  if (file !== undefined) throw new Problem(`There is no file ${file}.`)
  return undefined
}

function authIn(text: string, file: string): Found["auth"] {
  const parsed = parseToml(text)
  // Its sentence is the one that the application's start would give.
  if ("fault" in parsed) parseConfig(text, { file })
  const { auth } = ("table" in parsed ? parsed.table : {}) as { auth?: unknown }
  return isTable(auth) ? auth : undefined
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined
    throw error
  })
}
