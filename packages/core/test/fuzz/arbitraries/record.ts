/** Records as a person writes them: fast-check's own have no prototype now and then, which no door cares about. */
import fc from "fast-check"

export function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>
}
