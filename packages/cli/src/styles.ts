/** Bold and dim, where the terminal has them. */
import { styleText } from "node:util"

export interface Styles {
  strong(text: string): string
  faint(text: string): string
}

/** One style at a time: given several at once, Node 20 colours pipes and files, too. */
export function styles({ hasColour }: { readonly hasColour: boolean }): Styles {
  if (!hasColour) return { strong: (text) => text, faint: (text) => text }
  return { strong: (text) => styleText("bold", text), faint: (text) => styleText("dim", text) }
}
