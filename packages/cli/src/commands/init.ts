/** `x-auth init`: writes the first configuration of an application, and says what is left to do. */
import { writeFile } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { presets } from "@x/core"
import type { Command, World } from "../command.js"
import { alreadyThere, isThere, listingFor, readManifest, schemaFor, writeNew } from "../init/files.js"
import { frameworkOf } from "../init/frameworks.js"
import { help } from "../init/help.js"
import { interview } from "../init/interview.js"
import { nextSteps } from "../init/next-steps.js"
import { type InitOptions, readInit, refuseFaults, unasked } from "../init/options.js"
import { askAt, Cancelled, type Questions } from "../init/questions.js"
import { renderTable } from "../init/table.js"
import { newSecret } from "../secret/new-secret.js"
import { styles } from "../styles.js"

export const init: Command = initWith(askAt())

export function initWith(ask: Questions): Command {
  return {
    name: "init",
    summary: "write a secrets.toml, and say what is left to do",
    help,
    async run(args, world) {
      try {
        const options = readInit(args)
        await write(options, world.isInteractive && !options.yes ? ask : undefined, world)
        return 0
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error
        world.err(`${error.message}\n`)
        return 130
      }
    },
  }
}

/** @param ask undefined when nobody is to be asked */
async function write({ given, file }: InitOptions, ask: Questions | undefined, world: World): Promise<void> {
  const { cwd } = world
  const path = resolve(cwd, file)
  if (await isThere(path)) throw alreadyThere(file)
  const answers = ask === undefined ? unasked(given) : await interview(given, ask)
  refuseFaults(answers)
  // Every question comes before the first change.
  const listing = await listingFor(path, cwd)
  const isNews = listing?.text !== undefined
  const isListed =
    listing !== undefined && (!isNews || ask === undefined || (await ask.confirm(`Add ${file} to .gitignore?`)))

  const schema = await schemaFor(path, cwd)
  await writeNew(path, renderTable(answers, { cookieSecret: newSecret(), schema }), file)
  if (isListed && listing.text !== undefined) await writeFile(listing.path, listing.text)

  const framework = frameworkOf(await readManifest(cwd))
  const label = (answers.preset === undefined ? answers.name : presets[answers.preset]?.label) ?? "the provider"
  const isInstalled = await isThere(join(cwd, "node_modules", framework.packages[0] ?? ""))
  const ignoredIn = isListed ? basename(listing.path) : undefined
  world.out(nextSteps({ file, answers, label, framework, isInstalled, ignoredIn }, styles(world)))
}
