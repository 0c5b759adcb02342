// The suite of whole logins that every adapter passes: a real provider, real sockets, and the same cases for all.
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { cookieCases } from "./cookie-cases.js"
import { doorCases, returnToCases } from "./door-cases.js"
import { guardCases } from "./guard-cases.js"
import { loginCases } from "./login-cases.js"
import { logoutCases } from "./logout-cases.js"
import { misbehaviourCases } from "./misbehaviour-cases.js"
import { elsewhereCases, listedCases, originCases } from "./origin-cases.js"
import { roundCases } from "./round-cases.js"
import { outageCases, renewalCases } from "./session-cases.js"
import { withDefaultCases, withoutDefaultCases } from "./sign-in-cases.js"
import { tabCases } from "./tab-cases.js"
import type { Case } from "./visits.js"
import {
  atPreview,
  behindTunnel,
  onLoopback,
  onTheWeb,
  openWorld,
  type Place,
  type Start,
  throughTunnel,
  type World,
  withIdleTimeout,
  withStore,
} from "./world.js"

export interface Part {
  readonly title: string
  readonly place: Place
  readonly cases: readonly Case[]
}

const parts: readonly Part[] = [
  {
    title: "on http://localhost:8501",
    place: onLoopback,
    cases: [
      ...loginCases,
      ...withDefaultCases,
      ...guardCases,
      ...logoutCases,
      ...roundCases,
      ...tabCases,
      ...cookieCases,
      ...originCases,
    ],
  },
  {
    title: "on https://app.example.test",
    place: onTheWeb,
    cases: [...loginCases, ...withoutDefaultCases, ...logoutCases, ...cookieCases],
  },
  {
    title: "through a tunnel, at one of allowed_origins",
    place: throughTunnel,
    cases: [...elsewhereCases, ...listedCases, ...loginCases],
  },
  {
    title: "at a preview, one of allowed_origins by its Host",
    place: atPreview,
    cases: [...elsewhereCases, ...listedCases],
  },
  { title: "behind a tunnel, at its redirect_uri", place: behindTunnel, cases: elsewhereCases },
  { title: "where sessions end when they are not used", place: withIdleTimeout, cases: renewalCases },
  { title: "where sessions are in a store", place: withStore, cases: outageCases },
  { title: "at every door", place: onTheWeb, cases: [...doorCases, ...returnToCases] },
]

const lonely = { title: "with a provider that misbehaves", cases: misbehaviourCases }

/** The names of the cases, as the suite runs them. */
export const adapterCases: readonly string[] = namesOf([...parts, lonely])

/**
 * Registers the suite for one adapter. `start` serves three paths with the `Auth` that it is given, and answers 200 on
 * each: `/`, open to everybody; `/private` and `/api/private`, behind the adapter's `requireUser`. What else is on the
 * pages is its own affair. It listens on a port of its choice; the suite comes with the Host of its `redirect_uri`, and
 * closes one server before it asks for the next.
 */
export function describeAdapter(name: string, start: Start): void {
  describeParts(`describeAdapter(${name})`, parts, start, () => {
    describe(lonely.title, () => {
      for (const { name, run } of lonely.cases) it(name, () => run(start), patience)
    })
  })
}

export function namesOf(parts: readonly { title: string; cases: readonly { name: string }[] }[]): string[] {
  return parts.flatMap(({ title, cases }) => cases.map((one) => `${title} > ${one.name}`))
}

// Far more than any case takes: a slow machine is no failure.
const patience = 60_000

/** @param more registers what else belongs to the suite */
export function describeParts(title: string, parts: readonly Part[], start: Start, more = (): void => {}): void {
  describe(title, () => {
    for (const { title, place, cases } of parts) {
      describe(title, () => {
        let world: World
        beforeAll(async () => {
          world = await openWorld(start, place)
        }, patience)
        afterAll(() => world?.close(), patience)
        for (const { name, run } of cases) {
          const play = async () => {
            await run(world)
            expect(world.watch.faults()).toEqual([])
          }
          it(name, play, patience)
        }
      })
    }
    more()
  })
}
