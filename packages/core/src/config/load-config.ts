/** Reads the configuration's file: the only place in the core that touches a disk. */
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { ConfigError } from "../errors.js"
import { type Config, parseConfig } from "./config.js"
import type { ParseOptions } from "./settings.js"

export type LoadOptions = Pick<ParseOptions, "env" | "port">

const usualFiles = ["secrets.toml", ".streamlit/secrets.toml"]

/**
 * Reads the `[auth]` table of a file: the one that is given, else `secrets.toml`, else `.streamlit/secrets.toml` in the
 * current folder. Variables come from `process.env` unless they are given.
 *
 * @throws {ConfigError} when there is no file, or with every problem in it.
 */
export async function loadConfig(file?: string, options: LoadOptions = {}): Promise<Config> {
  const candidates = file === undefined ? usualFiles : [file]
  for (const candidate of candidates) {
    const text = await readIfThere(candidate)
    if (text !== undefined) return parseConfig(text, { env: process.env, ...options, file: candidate })
  }
  const looked = candidates.map((candidate) => resolve(candidate)).join(" and ")
  const hint = "Write one with an [auth] table, or give its path to loadConfig."
  throw new ConfigError([{ code: "file_missing", path: "auth", message: `there is no file ${looked}`, hint }])
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT") return undefined
    const message = `the file ${resolve(file)} cannot be read (${code})`
    throw new ConfigError([{ code: "file_unreadable", path: "auth", message }])
  }
}
