/** HTML as a template: whatever stands in `${}` is escaped, unless it is HTML already or a list of it. */

/** A piece of HTML that needs no escaping any more. Only `html` makes one. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[] | undefined

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((text, index) => text + render(values[index])).join(""))
}

function render(value: Value): string {
  if (value === undefined) return ""
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(render).join("")
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
