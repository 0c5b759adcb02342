/** Values that nobody should give, and that are hard to look at. */
import { canary } from "./properties.js"

class Settings {
  client_id = "inherited"
  get label() {
    return "a getter of a class"
  }
}
const boom = (): never => {
  throw new Error(`boom ${canary}`)
}
const throwing = { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom }
/** Fine at first: whoever asks twice is caught. */
const throwingAfter = (times: number): ProxyHandler<object> => {
  let left = times
  const ask = () => {
    left -= 1
    if (left < 0) boom()
  }
  return {
    get: (target, key) => [ask(), Reflect.get(target, key)][1],
    has: (target, key) => [ask(), Reflect.has(target, key)][1] === true,
    ownKeys: (target) => [ask(), ...Reflect.ownKeys(target)].slice(1) as (string | symbol)[],
    getPrototypeOf: (target) => [ask(), Reflect.getPrototypeOf(target)][1] as object | null,
  }
}
const every = {
  get: () => every,
  has: () => true,
  ownKeys: () => ["a", "env"],
  getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
}
const deep = (levels: number, isList: boolean) => {
  let value: unknown = canary
  for (let level = 0; level < levels; level++) value = isList ? [value] : { a: value }
  return value
}
const cycle = (isList: boolean) => {
  const round: Record<string, unknown> = {}
  round.self = isList ? [round] : round
  return round
}
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
/** By name; each time a new one. */
export const hostile: Readonly<Record<string, () => unknown>> = {
  "a proxy that throws": () => new Proxy({}, throwing),
  "a list's proxy that throws": () => new Proxy([], throwing),
  "a function's proxy that throws": () => new Proxy(() => 0, throwing),
  "a date's proxy that throws": () => new Proxy(new Date(0), throwing),
  "a class's proxy that throws": () => new Proxy(new Settings(), throwing),
  "a proxy whose get throws": () => new Proxy({ a: 1 }, { get: boom }),
  "a proxy that throws the second time": () => new Proxy({ a: 1 }, throwingAfter(1)),
  "a proxy that throws the fourth time": () => new Proxy({ a: 1 }, throwingAfter(3)),
  "a function's proxy that throws the second time": () => new Proxy(() => 0, throwingAfter(1)),
  "a list's proxy that throws the fourth time": () => new Proxy([1], throwingAfter(3)),
  "a date's proxy that throws the third time": () => new Proxy(new Date(0), throwingAfter(2)),
  "a proxy that has everything": () => new Proxy({}, every),
  "a proxy of patterns": () => new Proxy({}, { has: () => true, get: () => /a/ }),
  "a proxy of symbols": () => new Proxy({}, { has: () => true, get: () => Symbol("a") }),
  "a proxy of keys that are not there": () => new Proxy({}, { ownKeys: () => ["client_id", "env"] }),
  "a proxy with a prototype of its own": () => new Proxy({}, { getPrototypeOf: () => new Proxy({}, throwing) }),
  "a revoked table": () => revoked({}),
  "a revoked list": () => revoked([]),
  "a revoked function": () => revoked(() => 0),
  "a getter": () => ({ get client_id() { return "a" } }), // biome-ignore format: one line each
  "a getter that throws": () => ({ get client_id() { return boom() } }), // biome-ignore format: one line each
  "a getter that throws no error": () => ({ get client_id() { throw canary } }), // biome-ignore format: one line each
  "toString that throws": () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
  "toJSON that throws": () => ({ toJSON: boom }),
  "toJSON that gives a secret": () => ({ toJSON: () => canary }),
  "an instance of a class": () => new Settings(),
  "an instance with toString": () => Object.assign(new Settings(), { toString: boom }),
  "an error": () => new Error(canary),
  "a cycle": () => cycle(false),
  "a cycle of lists": () => cycle(true),
  "a deep table": () => deep(5000, false),
  "a deep list": () => deep(5000, true),
  "a long list": () => Array.from({ length: 1000 }, () => ({})),
  "a sparse list": () => new Array(1000),
  "a list with a key": () => Object.assign([], { client_id: "a" }),
  "an own __proto__": () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  "no prototype": () => Object.assign(Object.create(null), { client_id: "a", env: "HAS" }),
  "a symbol as a key": () => ({ [Symbol("a")]: 1, [Symbol.toStringTag]: "x" }),
  "a symbol": () => Symbol("a"),
  "a function": () => boom,
  "a big number": () => 2n ** 64n,
  "a date": () => new Date(0),
  "no date": () => new Date(Number.NaN),
  "a pattern": () => /a/,
  "a map": () => new Map([["client_id", "a"]]),
  bytes: () => new Uint8Array(8),
  "a buffer": () => Buffer.from(canary),
  "a boxed text": () => new String("a"),
  "a weak map": () => new WeakMap(),
  "a promise": () => Promise.resolve("a"),
  "a URL": () => new URL("https://a.test/cb"),
  null: () => null,
  undefined: () => undefined,
  nan: () => Number.NaN,
  "{ env } that is there": () => ({ env: "HAS" }),
  "{ env } that is not": () => ({ env: "NOPE" }),
  "{ env } of nothing": () => ({ env: null }),
  "{ env } of itself": () => Object.assign({}, { env: cycle(false) }),
  "{ file }": () => ({ file: "x" }),
}

/** In the place of a hostile value while fast-check works with it: it would stumble over one itself. */
export class Hostile {
  constructor(readonly name: string) {}
}
/** A copy with the hostile values in their places. */
export const made = (value: unknown): unknown => {
  if (value instanceof Hostile) return hostile[value.name]?.()
  if (Array.isArray(value)) return value.map(made)
  if (typeof value !== "object" || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return value
  // By definition: an own `__proto__` stays one.
  const copy = Object.create(prototype)
  for (const [name, inner] of Object.entries(value)) {
    Object.defineProperty(copy, name, { value: made(inner), enumerable: true, configurable: true, writable: true })
  }
  return copy
}
