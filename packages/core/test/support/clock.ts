/** Time and randomness that a test holds in its hand. */
import type { Runtime } from "../../src/runtime.js"

export interface Clock {
  now(): number
  /** Seconds since the epoch. */
  seconds(): number
  /** Lets seconds pass. */
  pass(seconds: number): void
}

export const minutes = 60
export const hours = 60 * minutes
export const days = 24 * hours

export function createClock(start = Date.parse("2026-03-01T12:00:00Z")): Clock {
  let time = start
  return {
    now: () => time,
    seconds: () => Math.floor(time / 1000),
    pass(seconds) {
      time += seconds * 1000
    },
  }
}

/** Bytes that never repeat and are the same in every run. */
export function countedRandom(): Runtime["random"] {
  let count = 0
  return (length) => {
    count += 1
    const bytes = new Uint8Array(length)
    // A small generator (mulberry32), seeded by the count, so that all bytes differ from call to call.
    let state = (count * 0x9e3779b9) >>> 0
    for (let index = 0; index < length; index++) {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      bytes[index] = (mixed ^ (mixed >>> 14)) & 255
    }
    return bytes
  }
}
