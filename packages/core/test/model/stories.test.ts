/** Walks that once broke an invariant, told as they were found. Whoever plays one judges it after every step. */
import { expect, test } from "vitest"
import { force } from "./attacks.js"
import { answerProvider, arrive, type Command, logOut, visit } from "./commands.js"
import type { Setting } from "./setting.js"
import { createWorld, type World } from "./world.js"

const ordinary: Setting = {
  place: "at the root",
  sameSite: "lax",
  asksNobody: false,
  startsAgain: false,
  oldBrowsers: false,
}
const onTime = { processes: 0 }
const late = { processes: 0, late: 0 }
const yes = { account: "yes", hold: false, twice: false } as const
const ann = (tab: number) => ({ person: "Ann" as const, tab })

async function play(setting: Setting, commands: readonly Command[]): Promise<World> {
  const world = createWorld(setting)
  for (const command of commands) {
    expect(command.check({ world })).toBe(true)
    await command.run({ world }, { world })
  }
  return world
}

test("S13 a guard in another site's frame, whose provider answers by POST, begins nothing", async () => {
  const frame = {
    destination: "iframe",
    method: "GET",
    from: "another site",
    silent: false,
    isPrefetch: false,
  } as const
  const world = await play({ ...ordinary, asksNobody: true }, [
    visit(ann(0), "/auth/login?provider=beta", false, onTime),
    answerProvider(0, yes, onTime),
    force(ann(1), "/private/beta", frame, onTime),
  ])
  expect(world.answers.get("guard 401 login_required")).toBe(1)
})

test("two answers that come late do not undo a logout between them", async () => {
  await play(ordinary, [
    visit(ann(0), "/auth/login", false, onTime),
    answerProvider(0, yes, onTime),
    logOut(ann(0), "the form", onTime),
    // The first of them knows of this logout alone.
    visit(ann(1), "/auth/login", false, late),
    visit(ann(0), "/auth/login", false, onTime),
    answerProvider(0, yes, onTime),
    // The second one carries the session that is about to end.
    visit(ann(2), "/renewing", false, late),
    logOut(ann(0), "the form", onTime),
    arrive(0, onTime),
    arrive(0, onTime),
  ])
})
