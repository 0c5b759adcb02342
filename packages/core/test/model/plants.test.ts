/** The bugs with which the model is tried can still be planted, and one that is planted is found and told in words. */
import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"

const run = promisify(execFile)
const root = fileURLToPath(new URL("../../../../", import.meta.url))
const folder = fileURLToPath(new URL("plants/", import.meta.url))
const patches = readdirSync(folder)

describe("planted bugs", () => {
  test("there are more than eight", () => expect(patches.length).toBeGreaterThan(8))

  test.each(patches)("%s fits the core as it is", async (patch) => {
    await run("git", ["apply", "--check", "-C1", `${folder}${patch}`], { cwd: root })
  })

  test("the shortest walk to one is told in sentences, with the way to walk it again", async () => {
    const script = fileURLToPath(new URL("plants.ts", import.meta.url))
    const args = ["--conditions=@x/source", "--import", "tsx", script, "no-counter"]
    const { stdout } = await run("node", args, { cwd: root })
    expect(stdout).toContain("1 of 1 bugs were found")
    expect(stdout).toContain("It does not hold that no walk goes round more than three times")
    expect(stdout).toMatch(/^1\. [A-Z].+\.\n/m)
    expect(stdout).toMatch(/^ {4}GET \/\S+ at process [AB]: 302 to https:\/\/\w+\.example\/authorize, sets /m)
    expect(stdout).toMatch(/^Again: npm run walk -- --seed \d+ --path \S+ --replay \S+$/m)
  }, 300_000)
})
