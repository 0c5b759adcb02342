import { expect, it } from "vitest"
import { inRounds } from "../src/rounds.js"

it("each work is done once a round, and each round begins with another one", async () => {
  const done: string[] = []
  const work = (name: string) => async () => {
    done.push(name)
    return done.length
  }
  const works = new Map(["a", "b", "c"].map((name) => [name, work(name)]))
  const results = await inRounds(works, 3)
  expect(done.join("")).toBe("abcbcacab")
  expect(Object.fromEntries(results)).toEqual({ a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] })
})
