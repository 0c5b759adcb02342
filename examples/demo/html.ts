// HTML by template: every value is escaped, unless a template made it.

export type Value = string | number | undefined | false | Html | readonly Value[]

// A class, because no value that came from outside can be an instance of it.
export class Html {
  constructor(readonly text: string) {}
}

export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.map((string, i) => string + render(values[i])).join(""))
}

function render(value: Value): string {
  if (value === undefined || value === false) return ""
  if (value instanceof Html) return value.text
  if (typeof value === "object") return value.map(render).join("")
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
