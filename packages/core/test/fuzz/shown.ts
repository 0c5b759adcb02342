/** An input for a person's eyes: what is long is cut, since a seed and a path make it again. */

export function shown(input: unknown): string {
  const text = JSON.stringify(input, (_name, value: unknown) => (typeof value === "string" ? shortened(value) : value))
  return text === undefined ? "nothing" : text.length > 3000 ? `${text.slice(0, 3000)}…` : text
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 80)}… (${text.length} characters) …${text.slice(-40)}` : text
}
