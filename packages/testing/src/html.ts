// HTML in template literals: everything that is put in is escaped, unless it is HTML already.

/** A piece of HTML, made by `html` alone. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | readonly Html[] | undefined | false

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((text, index) => (index === 0 ? text : markupOf(values[index - 1]) + text))
  return { markup: parts.join("") }
}

/** HTML that comes from elsewhere and is trusted: oidc-provider's own form. */
export function trusted(markup: string): Html {
  return { markup }
}

function markupOf(value: Value): string {
  if (value === undefined || value === false) return ""
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value))
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("")
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
