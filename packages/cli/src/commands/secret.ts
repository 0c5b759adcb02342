/** `x-auth secret`: a new cookie_secret, printed or put first in a file's list. */
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { numberOption, readArguments } from "../arguments.js"
import { type Command, UsageError, type World } from "../command.js"
import { Problem } from "../problem.js"
import { replaceFile } from "../replace-file.js"
import { newSecret } from "../secret/new-secret.js"
import { rotate } from "../secret/rotation.js"

const help = `x-auth secret: make a new cookie_secret

Usage: x-auth secret [--json]
       x-auth secret --rotate FILE [--keep N] [--json]

Without --rotate it prints a new secret and nothing else. With it, the new secret is put first in the cookie_secret of
FILE: it seals from now on, and those behind it still open what they have sealed. Nothing else in the file changes.

Options:
  --rotate FILE  put the new secret first in FILE
  --keep N       keep N secrets, the new one included, and drop the oldest (default: keep all)
  --json         print JSON: { secret }, or { file, count, dropped } with --rotate
  -h, --help     this page

Examples:
  export COOKIE_SECRET="$(x-auth secret)"
  x-auth secret --rotate secrets.toml --keep 2

Exit codes:
  0  done
  1  the file was not changed; a sentence says why
`

export const secret: Command = {
  name: "secret",
  summary: "make a new cookie_secret, or put one into a file",
  help,
  async run(args, world) {
    const { values } = readArguments(
      args,
      { rotate: { type: "string" }, keep: { type: "string" }, json: { type: "boolean" } },
      { positionals: 0 },
    )
    const keep = numberOption("--keep", values.keep, { least: 1, most: Number.MAX_SAFE_INTEGER })
    if (values.rotate !== undefined) {
      return rotateIn(values.rotate, { keep, json: values.json === true }, world)
    }
    if (keep !== undefined) throw new UsageError("--keep goes with --rotate FILE.")
    const made = newSecret()
    world.out(values.json === true ? `${JSON.stringify({ secret: made })}\n` : `${made}\n`)
    return 0
  },
}

async function rotateIn(
  file: string,
  { keep, json }: { keep: number | undefined; json: boolean },
  { cwd, env, out, err }: World,
): Promise<number> {
  const path = resolve(cwd, file)
  const rotation = rotate(await readText(path, file), { secret: newSecret(), keep })
  if ("refusal" in rotation) throw new Problem(`${file} ${rotation.refusal}.`)
  await replaceFile(path, rotation.text)
  const { count, dropped } = rotation
  out(json ? `${JSON.stringify({ file, count, dropped })}\n` : `${told(file, rotation)}\n`)
  if (env.AUTH__COOKIE_SECRET) err("The variable AUTH__COOKIE_SECRET is set here: it overrides the file.\n")
  return 0
}

function told(file: string, { count, dropped }: { count: number; dropped: number }): string {
  const old = count - 1
  const opens =
    old === 0
      ? "none of the old ones is left, so every session ends"
      : `${old} old ${old === 1 ? "one still opens" : "ones still open"}`
  const gone = dropped === 0 ? "" : `; ${dropped} dropped`
  return `${file}: a new secret seals, ${opens}${gone}. Restart the application.`
}

/** Bytes that are no UTF-8 would come back changed; a byte order mark is kept as it is. */
async function readText(path: string, file: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Problem(`There is no file ${file}.`) : error
  })
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Problem(`${file} is not UTF-8 text.`)
  }
}
