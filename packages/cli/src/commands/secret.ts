/** `x-auth secret`: a new cookie_secret, printed or put first in a file's list. */
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { numberOption, readArguments } from "../arguments.js"
import { type Command, UsageError, type World } from "../command.js"
import { Problem } from "../problem.js"
import { replaceFile } from "../replace-file.js"
import { newSecret } from "../secret/new-secret.js"
import { lead, type Rotation, rotate } from "../secret/rotation.js"

const help = `x-auth secret: make a new cookie_secret

Usage: x-auth secret [--json]
       x-auth secret --rotate FILE [--second] [--keep N] [--json]
       x-auth secret --lead FILE [--json]

Without an option it prints a new secret and nothing else. With --rotate, the new secret is put first in the
cookie_secret of FILE: it seals from now on, and those behind it still open what they have sealed. Nothing else in the
file changes.

Several processes do not restart at once: what one seals, the others must open. Then the new secret goes --second, and
when all processes have been restarted, --lead puts it first.

Options:
  --rotate FILE  put a new secret first in FILE
  --second       put it second: it opens, and does not seal yet
  --keep N       keep N secrets, the new one included, and drop the oldest (default: keep all)
  --lead FILE    put the second secret of FILE first, and the first second
  --json         print JSON: { secret }, or { file, count, dropped } of FILE
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
      {
        rotate: { type: "string" },
        second: { type: "boolean" },
        keep: { type: "string" },
        lead: { type: "string" },
        json: { type: "boolean" },
      },
      { positionals: 0 },
    )
    const { rotate: file, second: isSecond = false, json = false } = values
    const least = isSecond ? 2 : 1
    const keep = numberOption("--keep", values.keep, { least, most: Number.MAX_SAFE_INTEGER })
    if (file !== undefined && values.lead !== undefined) {
      throw new UsageError("--rotate and --lead are two steps: restart all processes in between.")
    }
    if (file !== undefined) {
      const change = (text: string) => rotate(text, { secret: newSecret(), keep, isSecond })
      return changeFile(file, { change, told: isSecond ? toldOfSecond : toldOfFirst, json }, world)
    }
    if (keep !== undefined) throw new UsageError("--keep goes with --rotate FILE.")
    if (isSecond) throw new UsageError("--second goes with --rotate FILE.")
    if (values.lead !== undefined) return changeFile(values.lead, { change: lead, told: toldOfFirst, json }, world)
    const made = newSecret()
    world.out(json ? `${JSON.stringify({ secret: made })}\n` : `${made}\n`)
    return 0
  },
}

interface Change {
  readonly change: (text: string) => Rotation
  readonly told: (file: string, changed: Changed) => string
  readonly json: boolean
}

type Changed = Exclude<Rotation, { refusal: string }>

async function changeFile(
  file: string,
  { change, told, json }: Change,
  { cwd, env, out, err }: World,
): Promise<number> {
  const path = resolve(cwd, file)
  const rotation = change(await readText(path, file))
  if ("refusal" in rotation) throw new Problem(`${file} ${rotation.refusal}.`)
  await replaceFile(path, rotation.text)
  const { count, dropped } = rotation
  out(json ? `${JSON.stringify({ file, count, dropped })}\n` : `${told(file, rotation)}\n`)
  if (env.AUTH__COOKIE_SECRET) err("The variable AUTH__COOKIE_SECRET is set here: it overrides the file.\n")
  return 0
}

function toldOfSecond(file: string, { dropped }: Changed): string {
  const gone = dropped === 0 ? "" : `; ${dropped} dropped`
  return `${file}: a new secret opens, and does not seal yet${gone}. Restart all processes, then: x-auth secret --lead ${file}`
}

function toldOfFirst(file: string, { count, dropped }: Changed): string {
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
