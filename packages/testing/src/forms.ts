// Reads the forms of a page as a browser would show them. For pages made by hand; it is no parser for all of HTML.

/** A control of a form that has a name. */
export interface FormControl {
  readonly tag: "input" | "button"
  readonly type: string
  readonly name: string
  readonly value: string
}

export interface PageForm {
  readonly method: "GET" | "POST"
  /** Absolute. */
  readonly action: string
  readonly controls: readonly FormControl[]
}

/** The forms of a page; a control with a `form` attribute belongs to the form of that id, wherever it stands. */
export function formsOf({ text, url }: { text: string; url: string }): PageForm[] {
  const markup = text.replace(/<!--[\s\S]*?-->/g, "")
  return [...markup.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([form, tag = "", inner = ""]) => {
    const { id, action, method } = attributesOf(tag)
    const elsewhere = controlsOf(markup.replace(form, "")).filter((control) => id !== undefined && control.form === id)
    return {
      method: method?.toUpperCase() === "POST" ? "POST" : "GET",
      action: new URL(action || url, url).href,
      controls: [...controlsOf(inner), ...elsewhere].filter(({ name }) => name !== ""),
    }
  })
}

/** Where a page leads by itself, without a click: a form that its script sends, or `<meta http-equiv="refresh">`. */
export function stepByItself(page: { text: string; url: string }): { form: PageForm } | { url: string } | undefined {
  const [form] = formsOf(page)
  if (form && /<script\b[^>]*>[^<]*\.(?:requestSubmit|submit)\(\)/.test(page.text)) return { form }
  for (const [, tag = ""] of page.text.matchAll(/<meta\b([^>]*)>/gi)) {
    const attributes = attributesOf(tag)
    const target = /^\s*0\s*[;,]\s*url\s*=\s*['"]?([^'"]+)/i.exec(attributes.content ?? "")?.[1]
    if (attributes["http-equiv"]?.toLowerCase() === "refresh" && target) return { url: new URL(target, page.url).href }
  }
  return undefined
}

function controlsOf(markup: string): (FormControl & { form?: string })[] {
  return [...markup.matchAll(/<(input|button)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)].map(([, element = "", tag = ""]) => {
    const { name = "", value = "", type, form } = attributesOf(tag)
    const isInput = element.toLowerCase() === "input"
    return {
      tag: isInput ? "input" : "button",
      type: type?.toLowerCase() ?? (isInput ? "text" : "submit"),
      name,
      value,
      ...(form !== undefined && { form }),
    }
  })
}

function attributesOf(tag: string): Record<string, string | undefined> {
  const found = tag.matchAll(/([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)
  return Object.fromEntries(
    [...found].map(([, name = "", a, b, c]) => [name.toLowerCase(), unescapeHtml(a ?? b ?? c ?? "")]),
  )
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) => {
    if (name) return entities[name.toLowerCase()] ?? ""
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))
  })
}
