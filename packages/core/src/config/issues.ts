/** Collects what is wrong, so that all of it is said at once. */
import type { ConfigIssue } from "../errors.js"

export interface Issues {
  readonly list: readonly ConfigIssue[]
  add(code: string, path: readonly string[], message: string, hint?: string): void
}

export function collectIssues(): Issues {
  const list: ConfigIssue[] = []
  return {
    list,
    add(code, path, message, hint) {
      list.push({ code, path: dotted(path), message, ...(hint === undefined ? {} : { hint }) })
    },
  }
}

/** A path as TOML writes it: `auth."my.idp".label`. */
export function dotted(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(shown(key)))).join(".")
}

/** A name from the file or from a visitor, short enough to be shown. */
export function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name
}
