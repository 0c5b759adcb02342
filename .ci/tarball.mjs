// What a package would publish: what was built, its licence and its words, and nothing else; and not too much of it.
import { execFileSync } from "node:child_process"
import { statSync } from "node:fs"

// The largest has 420 kB, of which 100 are code (the TOML parser and zod/mini among it) and the rest maps. More is a
// dependency that was bundled by mistake.
const most = 460_000
const allowed =
  /^package\/(dist\/[\w/.-]+\.(js|d\.ts)(\.map)?|dist\/secrets\.schema\.json|bin\/x-auth\.js|LICENSE|README\.md|package\.json)$/
const needed = ["LICENSE", "package.json", "dist/index.js", "dist/index.d.ts"]

const [tarball] = process.argv.slice(2)
const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n")
const { size } = statSync(tarball)

const problems = [
  ...files.filter((file) => !allowed.test(file)).map((file) => `${file} does not belong there`),
  ...needed.filter((file) => !files.includes(`package/${file}`)).map((file) => `${file} is missing`),
  ...(size > most ? [`${size} bytes are more than ${most}`] : []),
]
console.log([...files, `${size} bytes`, ...problems].join("\n"))
process.exitCode = problems.length === 0 ? 0 : 1
