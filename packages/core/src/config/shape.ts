/** What a value must look like: a few kinds of shapes, made of each other. Each also says so in JSON Schema, for editors. */

export interface Shape<Value> {
  /** What a value should be, and is not: it completes "must be …". Undefined for one that fits. */
  readonly misses: (value: unknown) => string | undefined
  /** JSON Schema (draft 7); nothing where only code can tell. */
  readonly schema: { readonly [keyword: string]: unknown }
  /** The values that fit. There is none at run time. */
  readonly type?: Value
}

/** Whatever passes a rule in code. @param expected completes "must be …" */
export function passing<Value>(
  rule: (value: unknown) => boolean,
  expected: string,
  schema: Shape<Value>["schema"] = {},
): Shape<Value> {
  return { misses: (value) => (rule(value) ? undefined : expected), schema }
}

export function matching(pattern: RegExp, expected: string): Shape<string> {
  const fits = (value: unknown) => typeof value === "string" && pattern.test(value)
  return passing(fits, expected, { type: "string", pattern: pattern.source })
}

export function oneOf<const Text extends string>(texts: readonly Text[], expected: string): Shape<Text> {
  return passing((value) => (texts as readonly unknown[]).includes(value), expected, { type: "string", enum: texts })
}

export function listOf<Value>(item: Shape<Value>, expected: string): Shape<Value[]> {
  return {
    misses(value) {
      if (!Array.isArray(value)) return expected
      return value.map(item.misses).find((missed) => missed !== undefined)
    },
    schema: { type: "array", items: item.schema },
  }
}

export function either<One, Other>(one: Shape<One>, other: Shape<Other>, expected: string): Shape<One | Other> {
  return {
    misses(value) {
      const missed = [one.misses(value), other.misses(value)]
      if (missed.includes(undefined)) return undefined
      return missed.includes(notEmpty) ? notEmpty : expected
    },
    schema: { anyOf: [one.schema, other.schema] },
  }
}

/** What is missed by a text that is one: whoever wrote it knows that a text belongs there. */
const notEmpty = "a text that is not empty"

export const text: Shape<string> = {
  misses: (value) => (typeof value !== "string" ? "a text" : value === "" ? notEmpty : undefined),
  schema: { type: "string", minLength: 1 },
}

export const flag: Shape<boolean> = passing((value) => typeof value === "boolean", "true or false", { type: "boolean" })
