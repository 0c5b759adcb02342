/** What `npm install` puts on a disk: packages with all that they depend on, as they lie in node_modules here. */
import { readdir, readFile, realpath, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export interface Installed {
  readonly bytes: number
  /** How many packages. */
  readonly count: number
}

const here = fileURLToPath(new URL("..", import.meta.url))

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
}

/**
 * The packages of some names, and all below them. What is only a peer or optional is not counted.
 *
 * @param root the folder from which they are looked for
 */
export async function installed(names: readonly string[], root: string = here): Promise<Installed> {
  const found = new Map<string, number>()

  async function visit(name: string, from: string): Promise<void> {
    const folder = await folderOf(name, from)
    if (found.has(folder)) return
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest
    found.set(folder, 0)
    found.set(folder, await weightOf(folder, manifest))
    for (const dependency of Object.keys(manifest.dependencies ?? {})) await visit(dependency, folder)
  }

  for (const name of names) await visit(name, root)
  return { bytes: [...found.values()].reduce((sum, bytes) => sum + bytes, 0), count: found.size }
}

/** As Node looks for it: in the node_modules of each folder above. @throws {Error} when it is nowhere */
async function folderOf(name: string, from: string): Promise<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name)
    if (await exists(join(candidate, "package.json"))) return realpath(candidate)
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`)
  }
}

/** Of a package of this repository, only what it would be published with. */
async function weightOf(folder: string, { files }: Manifest): Promise<number> {
  if (folder.includes("/node_modules/")) return bytesBelow(folder)
  const published = ["package.json", "README.md", "LICENSE", ...(files ?? [])]
  const sizes = await Promise.all(published.map((path) => bytesBelow(join(folder, path))))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

/** Of a file or a folder; packages that lie inside are counted by themselves. */
async function bytesBelow(path: string): Promise<number> {
  if (!(await exists(path))) return 0
  const found = await stat(path)
  if (!found.isDirectory()) return found.size
  const names = (await readdir(path)).filter((name) => name !== "node_modules")
  const sizes = await Promise.all(names.map((name) => bytesBelow(join(path, name))))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
