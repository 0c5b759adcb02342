/** Walks the machine: any commands in any order, until an invariant breaks. */
import fc from "fast-check"
import { setting, step } from "./arbitraries.js"
import type { Command, Stage } from "./commands.js"
import { BrokenInvariant, type Invariant } from "./invariants.js"
import type { SessionKind, Setting } from "./setting.js"
import { headline, numbered, replayTold, settingTold } from "./story.js"
import { createWorld } from "./world.js"

const mostCommands = 30

/** Milliseconds. A walk takes a few; one that takes as long as this hangs. */
const longestWalk = 30_000

export interface Walks {
  readonly runs: number
  /** Default: sealed in cookies, for thirty days. */
  readonly sessions?: SessionKind
  /** Default: a new one each time. */
  readonly seed?: number
  /** Where a broken walk was found: as it was printed. */
  readonly path?: string
  readonly replayPath?: string
  /** Counts the answers of all walks, by address, status and what they say. */
  readonly answers?: Map<string, number>
}

export interface Broken {
  readonly invariant: Invariant | undefined
  readonly seed: number
  readonly path: string
  readonly replayPath: string
  /** The shortest walk that breaks it, in words. */
  readonly story: string
}

/** Undefined when everything held. */
export async function walkTheMachine({
  runs,
  sessions,
  seed = Date.now() & 0x7fffffff,
  path,
  replayPath,
  answers = new Map(),
}: Walks): Promise<Broken | undefined> {
  const commands = fc.commands([step], {
    maxCommands: mostCommands,
    size: "max",
    ...(replayPath === undefined ? {} : { replayPath }),
  })
  // The walks of each kind are the same, but for the sessions.
  const kind = sessions === undefined ? {} : { sessions }
  const settings = setting.map((where): Setting => ({ ...where, ...kind }))
  const property = fc.asyncProperty(settings, commands, async (setting, walk) => {
    const stage: Stage = { world: createWorld(setting, answers) }
    await fc.asyncModelRun(() => ({ model: stage, real: stage }), walk)
  })
  const result = await fc.check(property, {
    numRuns: runs,
    seed,
    timeout: longestWalk,
    ...(path === undefined ? {} : { path }),
  })
  if (!result.failed || result.counterexample === null) return undefined
  const [where, walk] = result.counterexample
  const { story, error } = await retell(where, walk)
  const invariant = error instanceof BrokenInvariant ? error.invariant : undefined
  const found = {
    invariant,
    ...kind,
    seed: result.seed,
    path: result.counterexamplePath ?? "",
    replayPath: /replayPath="([^"]*)"/.exec(String(walk))?.[1] ?? "",
  }
  return { ...found, story: [headline(error), ...settingTold(where), ...numbered(story), replayTold(found)].join("\n") }
}

/** The same walk once more, for its story. */
async function retell(where: Setting, walk: Iterable<Command>): Promise<{ story: string[]; error: unknown }> {
  const world = createWorld(where)
  const hangs = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the last step has no end")), longestWalk).unref()
  })
  try {
    await Promise.race([hangs, fc.asyncModelRun(() => ({ model: { world }, real: { world } }), walk)])
    return { story: world.story, error: undefined }
  } catch (error) {
    return { story: world.story, error }
  }
}
