/** Questions to whoever sits at the terminal. */
import type { Readable, Writable } from "node:stream"
import { type CANCEL_SYMBOL, confirm, isCancel, password, select, text } from "@clack/prompts"

export interface Questions {
  choose(message: string, options: readonly { value: string; label: string }[]): Promise<string>
  /** @param validate says what is wrong with an answer */
  text(message: string, options: TextOptions): Promise<string>
  /** Nothing is shown of what is typed. May be left empty. */
  secret(message: string, options: Pick<TextOptions, "validate">): Promise<string>
  confirm(message: string): Promise<boolean>
}

export interface TextOptions {
  readonly example?: string
  /** Stands there already. */
  readonly initial?: string
  readonly validate: (answer: string) => string | undefined
}

/** Ctrl-C or Escape at a question. */
export class Cancelled extends Error {
  override readonly name = "Cancelled"
}

export function askAt(terminal: { input?: Readable; output?: Writable } = {}): Questions {
  return {
    async choose(message, options) {
      return answered(await select({ ...terminal, message, options: [...options] }))
    },
    async text(message, { example, initial, validate }) {
      const answer = await text({
        ...terminal,
        message,
        ...(example === undefined ? {} : { placeholder: example }),
        ...(initial === undefined ? {} : { initialValue: initial }),
        validate: (given) => validate((given ?? "").trim()),
      })
      return (answered(answer) ?? "").trim()
    },
    async secret(message, { validate }) {
      return (
        answered(await password({ ...terminal, message, validate: (given) => validate((given ?? "").trim()) })) ?? ""
      ).trim()
    },
    async confirm(message) {
      return answered(await confirm({ ...terminal, message }))
    },
  }
}

function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new Cancelled("Nothing was written.")
  return answer as T
}
