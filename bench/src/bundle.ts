/** Bundles as an application would, to be weighed. */
import { builtinModules } from "node:module"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build, type Metafile } from "esbuild"

/** What the server is built on, with or without a login. */
const frameworks = ["express", "koa", "hono"]

export interface Bundled {
  /** Bytes, minified and gzipped, of all that is loaded at once. */
  readonly first: number
  /** Bytes of what is loaded when it is first needed. */
  readonly later: number
}

/** All that some modules export, with all that it depends on, except for Node and the frameworks. */
export async function bundled(specifiers: readonly string[]): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: specifiers.map((name, index) => `export * as part${index} from ${JSON.stringify(name)}`).join("\n"),
      resolveDir: fileURLToPath(new URL("..", import.meta.url)),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: "out",
    metafile: true,
    write: false,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    external: [...builtinModules, "node:*", ...frameworks],
  })
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [nameOf(path), gzipSync(contents, { level: 9 }).length]),
  )
  const atOnce = loadedAtOnce(metafile)
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0)
  return { first: sum([...atOnce]), later: sum([...sizes.keys()].filter((name) => !atOnce.has(name))) }
}

/** The entry, and what it imports by statements. */
function loadedAtOnce({ outputs }: Metafile): Set<string> {
  const found = new Set<string>()
  const visit = (path: string) => {
    if (found.has(nameOf(path))) return
    found.add(nameOf(path))
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) visit(imported)
    }
  }
  // What is imported by a call is an entry, too.
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint === "<stdin>") visit(path)
  return found
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}
