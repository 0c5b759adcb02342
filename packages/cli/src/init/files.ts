/** What `init` looks for in the folder, and what it puts there. */
import { open, readFile, stat } from "node:fs/promises"
import { dirname, join, relative, sep } from "node:path"
import { Problem } from "../problem.js"
import { withIgnored } from "./gitignore.js"

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false
      throw error
    },
  )
}

/** For its owner's eyes. "wx" makes the file or fails: what is there, even since a moment ago, stays as it is. */
export async function writeNew(path: string, text: string, file: string): Promise<void> {
  try {
    const handle = await open(path, "wx", 0o600)
    await handle.writeFile(text).finally(() => handle.close())
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EEXIST") throw alreadyThere(file)
    if (code === "ENOENT") throw new Problem(`There is no folder ${dirname(file)}.`)
    throw error
  }
}

export function alreadyThere(file: string): Problem {
  return new Problem(`${file} is there already, and is never overwritten. Another name: x-auth init FILE.`)
}

/** The way from the file to the schema that comes with the core; undefined when the core is not installed. */
export async function schemaFor(path: string, cwd: string): Promise<string | undefined> {
  const core = join(cwd, "node_modules", "@x", "core")
  if (!(await isThere(core))) return undefined
  const way = slashed(relative(dirname(path), join(core, "dist", "secrets.schema.json")))
  return way.startsWith(".") ? way : `./${way}`
}

export interface Listing {
  readonly path: string
  /** What `.gitignore` is to say; undefined when it lists the file already. */
  readonly text: string | undefined
}

/** Undefined where nothing is under version control, or the file lies elsewhere. */
export async function listingFor(path: string, cwd: string): Promise<Listing | undefined> {
  const gitignore = join(cwd, ".gitignore")
  const way = slashed(relative(cwd, path))
  const text = (await isThere(gitignore)) ? await readFile(gitignore, "utf8") : undefined
  if (way.startsWith("../") || (text === undefined && !(await isInRepository(cwd)))) return undefined
  return { path: gitignore, text: withIgnored(text, way) }
}

/** A folder of a repository counts as well as its root. */
async function isInRepository(folder: string): Promise<boolean> {
  if (await isThere(join(folder, ".git"))) return true
  const above = dirname(folder)
  return above !== folder && isInRepository(above)
}

/** Undefined when there is none, or none that can be read: it only helps to choose an example. */
export async function readManifest(cwd: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(cwd, "package.json"), "utf8"))
  } catch {
    return undefined
  }
}

function slashed(path: string): string {
  return path.split(sep).join("/")
}
