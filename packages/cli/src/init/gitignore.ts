/** A line for the file in `.gitignore`, unless there is one. */

/**
 * @param text what `.gitignore` says; undefined when there is none
 * @param path of the file to be ignored, seen from `.gitignore`, with forward slashes
 * @returns the new text; undefined when it is ignored already
 */
export function withIgnored(text: string | undefined, path: string): string | undefined {
  const pattern = patternFor(path)
  const name = patternFor(path.slice(path.lastIndexOf("/") + 1))
  const already = [pattern, `/${pattern}`, `**/${pattern}`, name, `**/${name}`]
  const lines = (text ?? "").split(/\r?\n/).map((line) => line.trimEnd())
  if (lines.some((line) => already.includes(line))) return undefined
  if (text === undefined || text === "") return `${pattern}\n`
  const end = text.includes("\r\n") ? "\r\n" : "\n"
  return `${text}${/\n$/.test(text) ? "" : end}${pattern}${end}`
}

/** The path as a pattern that means nothing but itself (gitignore(5)). */
function patternFor(path: string): string {
  return path.replace(/[\\*?[]/g, "\\$&").replace(/^[#!]/, "\\$&")
}
