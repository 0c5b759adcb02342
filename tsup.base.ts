import type { Options } from "tsup"

/** How every package is built: ES modules for Node 20 and newer; their types come from tsc. */
export function library(entries: string[], more: Options = {}): Options {
  return {
    entry: entries.map((name) => `src/${name}.ts`),
    format: "esm",
    target: "es2022",
    dts: false,
    sourcemap: true,
    clean: true,
    removeNodeProtocol: false,
    ...more,
  }
}
