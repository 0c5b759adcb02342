/** Secrets that an answer itself calls an error are told by whoever gave it, and the log repeats its words. */

const words = ["error", "error_description"]

/** Those of the secrets that stand in neither of the answer's own words for what went wrong. */
export function unsaid(secrets: readonly string[], answer: string): readonly string[] {
  const said = [...wordsOfQuery(answer), ...wordsOfJson(answer)]
  return secrets.filter((secret) => !said.some((text) => text.includes(secret)))
}

function wordsOfQuery(text: string): string[] {
  const parameters = new URLSearchParams(text)
  return words.flatMap((word) => parameters.getAll(word))
}

function wordsOfJson(text: string): string[] {
  try {
    const document: unknown = JSON.parse(text)
    const members = typeof document === "object" && document !== null ? Object.entries(document) : []
    return members.flatMap(([name, value]) => (words.includes(name) && typeof value === "string" ? [value] : []))
  } catch {
    return []
  }
}
