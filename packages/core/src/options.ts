/** Options as the application gives them: a plain object of known names, or a clear error. */
import { AuthError } from "./errors.js"

/** The options, if they are a plain object of known names: one that nobody reads would promise what does not happen. */
export function checkedOptions<Options extends object>(
  options: Options,
  call: string,
  known?: readonly string[],
  wanted = "a plain object",
): Options {
  const isObject = typeof options === "object" && options !== null
  const prototype: unknown = isObject ? Object.getPrototypeOf(options) : undefined
  if (prototype !== Object.prototype && prototype !== null) {
    throw wrongCall(`${call} takes ${wanted}, and was given ${described(options)}.`)
  }
  if (known === undefined) return options
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw wrongCall(`${call} knows no option "${unknown}": ${known.join(", ")}.`)
  return options
}

function described(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : `a ${typeof value}`
  return `an object of the class ${value.constructor?.name ?? "unknown"}`
}

export function wrongCall(message: string): AuthError {
  return new AuthError("invalid_argument", { message })
}
