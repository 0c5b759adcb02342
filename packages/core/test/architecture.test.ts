/** The house keeps its shape: which way dependencies point, who may touch what, and how long an adapter may be. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"

const packages = fileURLToPath(new URL("../../", import.meta.url))
const core = join(packages, "core/src")

interface Import {
  readonly from: string
  /** A path below `src` for our own files, else the module's name. */
  readonly to: string
  readonly isOurs: boolean
  readonly isType: boolean
  /** Loaded when the line is reached. */
  readonly isDynamic: boolean
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const sources = new Map(
  filesBelow(core).map((file) => [
    relative(core, file).split(sep).join("/"),
    withoutComments(readFileSync(file, "utf8")),
  ]),
)

/** Comments out, so that what they say of `Date.now` is no use of it. Blanks before `//` keep URLs in texts whole. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1")
}

function importsOf(from: string, text: string): Import[] {
  const names = String.raw`\{[^}]*\}|\*(?: as \w+)?|\w+(?:\s*,\s*\{[^}]*\})?`
  const statement = new RegExp(String.raw`^(?:import|export)\s+(type\s+)?(${names})\s+from\s+"([^"]+)"`, "gm")
  const found = [...text.matchAll(statement)].map(([, type, names = "", to = ""]) => ({
    to,
    isType: type !== undefined || onlyTypes(names),
    isDynamic: false,
  }))
  const bare = [...text.matchAll(/^import\s+"([^"]+)"/gm)].map(([, to = ""]) => ({
    to,
    isType: false,
    isDynamic: false,
  }))
  const dynamic = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, to = ""]) => ({
    to,
    isType: false,
    isDynamic: true,
  }))
  return [...found, ...bare, ...dynamic].map(({ to, isType, isDynamic }) => {
    const isOurs = to.startsWith(".")
    const path = isOurs ? posix.join(dirname(from), to).replace(/\.js$/, ".ts") : to
    return { from, to: path, isOurs, isType, isDynamic }
  })
}

/** `{ type A, type B }` imports no value. */
function onlyTypes(names: string): boolean {
  const list = /^\{(.*)\}$/s
    .exec(names.trim())?.[1]
    ?.split(",")
    .map((name) => name.trim())
    .filter(Boolean)
  return list !== undefined && list.length > 0 && list.every((name) => name.startsWith("type "))
}

const imports = [...sources].flatMap(([from, text]) => importsOf(from, text))

const ground = ["errors", "options", "runtime", "seal", "log"]
/** What each floor may import. Files beside the folders are the roof, unless they are the ground. */
const below: Record<string, readonly string[]> = {
  roof: ["roof", "flow", "provider", "session", "config", "http", "ground"],
  flow: ["flow", "provider", "session", "config", "http", "ground"],
  provider: ["provider", "config", "http", "ground"],
  session: ["session", "config", "http", "ground"],
  config: ["config", "ground"],
  http: ["http", "ground"],
  ground: ["ground"],
}

function layerOf(path: string): string {
  const [folder = "", file] = path.split("/")
  if (file !== undefined) return folder
  return ground.includes(path.replace(/\.ts$/, "")) ? "ground" : "roof"
}

const told = ({ from, to }: Import) => `${from} imports ${to}`

describe("dependencies point downwards", () => {
  test("every folder has a layer", () => {
    expect(sources.size).toBeGreaterThan(20)
    expect([...sources.keys()].map(layerOf).filter((layer) => !(layer in below))).toEqual([])
  })

  test("every import of ours names a file that is there", () => {
    const ours = imports.filter(({ isOurs }) => isOurs)
    expect(ours.length).toBeGreaterThan(50)
    expect(ours.filter(({ to }) => !sources.has(to)).map(told)).toEqual([])
  })

  // Types count too: who needs to know a type of the floor above depends on it.
  test.each(Object.keys(below))("%s imports only from its own folder and from below", (layer) => {
    const upwards = imports.filter(
      ({ from, to, isOurs }) => isOurs && layerOf(from) === layer && below[layer]?.includes(layerOf(to)) !== true,
    )
    expect(upwards.map(told)).toEqual([])
  })

  test("no values go round in a circle", () => {
    const values = imports.filter(({ isOurs, isType }) => isOurs && !isType)
    const next = (file: string) => values.filter(({ from }) => from === file).map(({ to }) => to)
    const circles: string[] = []
    function walk(file: string, path: readonly string[]): void {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "))
      else if (!done.has(file)) {
        for (const to of next(file)) walk(to, [...path, file])
        done.add(file)
      }
    }
    const done = new Set<string>()
    for (const file of sources.keys()) walk(file, [])
    expect(circles).toEqual([])
  })
})

describe("who may touch what", () => {
  const importers = (module: RegExp, what: "values" | "anything") => [
    ...new Set(
      imports.filter(({ to, isType }) => module.test(to) && (what === "anything" || !isType)).map(({ from }) => from),
    ),
  ]

  const protocol = ["client", "errors", "id-token", "refresh", "userinfo"].map((part) => `provider/protocol-${part}.ts`)

  test.each([
    ["oauth4webapi", /^oauth4webapi$/, "values", [...protocol, "provider/protocol.ts"]],
    ["iron-webcrypto", /^iron-webcrypto$/, "anything", ["seal.ts"]],
    ["smol-toml", /^smol-toml$/, "anything", ["config/text/toml.ts"]],
    ["cookie", /^cookie$/, "anything", ["http/cookies.ts"]],
    ["node:*", /^node:/, "anything", ["config/load-config.ts"]],
  ] as const)("%s is imported in one place", (_name, module, what, expected) => {
    expect(importers(module, what)).toEqual(expected)
  })

  test("jose is loaded in one place, and there when the first logout token comes", () => {
    expect(importers(/^jose(\/|$)/, "anything")).toEqual(["provider/protocol-logout-token.ts"])
    const values = imports.filter(({ to, isType }) => /^jose(\/|$)/.test(to) && !isType)
    // By its subpath: what else jose can do stays on the disk.
    expect(values).toEqual([expect.objectContaining({ to: "jose/jws/compact/verify", isDynamic: true })])
  })

  test("no other module of Node's comes in without its prefix", () => {
    const foreign = new Set(imports.filter(({ isOurs }) => !isOurs).map(({ to }) => to))
    const expected = [
      "cookie",
      "iron-webcrypto",
      "oauth4webapi",
      "smol-toml",
      "uint8array-extras",
      "zod/mini",
      "zod",
      "jose",
      "jose/jws/compact/verify",
    ]
    expect([...foreign].filter((module) => !module.startsWith("node:") && !expected.includes(module))).toEqual([])
  })

  const users = (pattern: RegExp) => [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file)

  test.each([
    ["the clock", /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/],
    ["the network", /\bglobalThis\.fetch\b|\bself\.fetch\b|\bXMLHttpRequest\b/],
    ["randomness", /\bgetRandomValues\b|\bMath\.random\b|\brandomUUID\b|\bgenerateKey\b/],
  ])("%s is reached for in runtime.ts alone", (_name, pattern) => {
    expect(users(pattern)).toEqual(["runtime.ts"])
  })

  test("whoever calls fetch() was given it", () => {
    const callers = users(/(?<![.\w])fetch\(/)
    const isGiven = (file: string) =>
      /(?:[({,]\s*|\bconst )fetch\b\s*[:,})=]|[({]\s*fetch\s*\}/.test(sources.get(file) ?? "")
    expect(callers).not.toEqual([])
    expect(callers.filter((file) => !isGiven(file))).toEqual([])
  })

  test("process, Buffer and the like are not known here", () => {
    expect(users(/\bBuffer\.|\b__dirname\b|\bsetImmediate\b|\brequire\(/)).toEqual([])
    expect(users(/(?<![."'`\w])process\./).filter((file) => file !== "config/load-config.ts")).toEqual([])
  })
})

describe("limits that explain themselves", () => {
  // A new adapter shall cost about a page. adapter-node has two files because a listener, a middleware and the bridge
  // between node:http and the web's Request are three things. Raise a limit only when a host needs more, not a feature.
  test.each([
    ["adapter-fetch", 60],
    ["adapter-koa", 80],
    // Answers that break off, and heads that Node takes in five forms.
    ["adapter-node", 170],
  ])("%s stays at about a page", (name, most) => {
    const counts = filesBelow(join(packages, name, "src")).map((file) => {
      const lines = withoutComments(readFileSync(file, "utf8"))
        .split("\n")
        .filter((line) => line.trim() !== "").length
      return { file: relative(packages, file), lines }
    })
    const total = counts.reduce((sum, { lines }) => sum + lines, 0)
    console.info(`${name}: ${total} lines of code (${counts.map(({ file, lines }) => `${file} ${lines}`).join(", ")})`)
    expect(total).toBeGreaterThan(0)
    expect(total).toBeLessThanOrEqual(most)
  })

  test("no test is left alone with .only", () => {
    const tests = readdirSync(packages).flatMap((name) => {
      try {
        return filesBelow(join(packages, name, "test"))
      } catch {
        return []
      }
    })
    expect(tests.length).toBeGreaterThan(5)
    const lonely = tests.filter((file) =>
      /\b(?:test|it|describe)(?:\.\w+)*\.only\b/.test(withoutComments(readFileSync(file, "utf8"))),
    )
    expect(lonely.map((file) => relative(packages, file))).toEqual([])
  })
})
