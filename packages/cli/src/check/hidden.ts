/** Which values came from a variable or a file: those are never shown. */
import { dotted, type Settings } from "@x/core/inspect"

/** Whether the value of a key, or a table around it, came from a variable or a file. */
export type IsHidden = (path: readonly string[]) => boolean

export function hiddenIn({ hidden }: Settings): IsHidden {
  return (path) => path.some((_, index) => hidden.has(dotted(path.slice(0, index + 1))))
}
