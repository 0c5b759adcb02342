// Source code on a page: the very lines that run, with a little colour.

import { readFileSync } from "node:fs"
import { type Html, html } from "./html.ts"

const languages = {
  ts: [
    ["comment", /\/\/.*/],
    ["string", /"[^"\n]*"|`[^`]*`/],
    ["keyword", /\b(?:import|from|const|await|async|if|return|export|default|function)\b/],
    ["ours", /\b(?:auth|login|logout|user|requireUser|loadConfig|createAuth|isLoggedIn)\b/],
  ],
  toml: [
    ["comment", /#.*/],
    ["ours", /^\[.*\]/],
    ["string", /"[^"\n]*"/],
    ["keyword", /^\w+(?= =)/],
  ],
} as const

export type Language = keyof typeof languages

export function highlight(text: string, language: Language): Html {
  const kinds = languages[language]
  const tokens = new RegExp(kinds.map(([kind, { source }]) => `(?<${kind}>${source})`).join("|"), "gm")
  const parts: (string | Html)[] = []
  let end = 0
  for (const match of text.matchAll(tokens)) {
    const kind = kinds.find(([name]) => match.groups?.[name] !== undefined)?.[0]
    parts.push(text.slice(end, match.index), html`<span class="t-${kind}">${match[0]}</span>`)
    end = match.index + match[0].length
  }
  return html`${[...parts, text.slice(end)]}`
}

/** The lines between `// #region name` and its end, as far to the left as they go. */
export function region(file: URL, name: string): string {
  const text = readFileSync(file, "utf8")
  const lines = text.split(`#region ${name}\n`)[1]?.split(/^.*#endregion/m)[0]
  if (!lines) throw new Error(`${file.pathname} has no region "${name}"`)
  const indent = Math.min(...lines.split("\n").map((line) => (line.trim() ? line.search(/\S/) : Infinity)))
  return lines.replace(new RegExp(`^ {${indent}}`, "gm"), "").trim()
}

/** A configuration file as one may show it: without what `client_secret` is. */
export function publicToml(file: URL): string {
  return readFileSync(file, "utf8")
    .replace(/^(\w*secret = )"[^"\n]*"/gm, `$1"••••••••"`)
    .trim()
}
