/** Collects what is wrong, so that all of it is said at once. */
import type { ConfigIssue } from "../errors.js"

export interface Issues {
  readonly list: readonly ConfigIssue[]
  add(code: string, path: readonly string[], message: string, hint?: string): void
  /** The same for a fault of a value, which is quoted, in the hint too, unless it came from a variable. */
  tell(path: readonly string[], fault: Fault): void
  /** What stands here came from a variable, and is never shown. */
  hide(path: readonly string[]): void
}

export interface Fault {
  readonly code: string
  readonly message: string
  /** The part of the value that is meant. */
  readonly quoted?: string
  readonly hint?: string
}

export function collectIssues(): Issues {
  const list: ConfigIssue[] = []
  const hidden = new Set<string>()
  const add: Issues["add"] = (code, path, message, hint) => {
    list.push({ code, path: dotted(path), message, ...(hint === undefined ? {} : { hint }) })
  }
  return {
    list,
    add,
    tell(path, { code, message, quoted, hint }) {
      if (quoted === undefined) add(code, path, message, hint)
      else if (hidden.has(dotted(path))) add(code, path, message)
      else add(code, path, `${message}: ${shown(quoted)}`, hint)
    },
    hide: (path) => void hidden.add(dotted(path)),
  }
}

/** A path as TOML writes it: `auth."my.idp".label`. */
export function dotted(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? shown(key) : JSON.stringify(shown(key)))).join(".")
}

/** A name from the file or from a visitor, short enough to be shown. */
export function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name
}
