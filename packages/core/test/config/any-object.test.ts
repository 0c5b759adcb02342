/** Any object gives a Config or a ConfigError, and is left as it was. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { flat } from "./example.js"
import { Hostile, hostile, made } from "./hostile-values.js"
import {
  canary,
  holds,
  holdsFor,
  key,
  keyNames,
  outcome,
  parameters,
  runs,
  scalar,
  slow,
  watchPrototypes,
} from "./properties.js"

watchPrototypes()

describe("any object", () => {
  const names = Object.keys(hostile)
  const env = { HAS: canary }

  it.each(names)("%s anywhere in the table", (name) => {
    const make = hostile[name] ?? (() => undefined)
    const parents: readonly ((value: unknown) => unknown)[] = [
      (value) => value,
      (value) => ({ auth: value }),
      ...[...keyNames, "google", "__proto__"].map((parent) => (value: unknown) => ({
        auth: { ...flat, [parent]: value },
      })),
      ...[...keyNames].map((parent) => (value: unknown) => ({ auth: { ...flat, [parent]: [value] } })),
      ...keyNames.map((parent) => (value: unknown) => ({ auth: { ...flat, google: { [parent]: value } } })),
      ...parameters.map((parent) => (value: unknown) => ({ auth: { ...flat, client_kwargs: { [parent]: value } } })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, client_kwargs: { [parent]: [value, value] } },
      })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, client_kwargs: { [parent]: { a: value } } },
      })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, type: "oauth2", claims_mapping: { [parent]: value } },
      })),
    ]
    for (const parent of parents) {
      const found = outcome(parent(make()), { env })
      if (found.startsWith("The configuration has")) expect(found).not.toContain(canary)
    }
  })

  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: "object" },
      { weight: 4, arbitrary: scalar },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...names.filter((name) => !/deep|long/.test(name))).map((name) => new Hostile(name)),
      },
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
        withObjectString: true,
        maxDepth: 2,
      }),
    ),
  })).value

  it("of any values, below the keys that there are", slow, () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 6 }),
        fc.dictionary(key, value, { maxKeys: 4 }),
        (auth, google) => {
          for (const table of [auth, { ...flat, ...auth }, { ...flat, google: { ...auth, ...google } }])
            holdsFor(() => ({ auth: made(table) }), { env })
        },
      ),
      runs,
    )
  })

  it("of any shape", slow, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), value),
        (input) => {
          holdsFor(() => made(input), { env })
          holdsFor(() => ({ auth: made(input) }), { env })
        },
      ),
      runs,
    )
  })

  it("is left as it was", slow, () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (auth) => {
        const [input, before] = [{ auth }, structuredClone({ auth })]
        holds(input, { env: { AUTH__GOOGLE__CLIENT_ID: "a", AUTH__LABEL: "b" } })
        expect(input).toEqual(before)
      }),
      runs,
    )
  })
})
