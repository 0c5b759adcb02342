/** Which commands there are, how often each comes, and in which settings. */
import fc from "fast-check"
import { processNames } from "./application.js"
import { force, impose, inject, leak, type Manner, plant, replay } from "./attacks.js"
import {
  again,
  answerProvider,
  arrive,
  type Choice,
  type Command,
  callApi,
  crowd,
  logOut,
  overtake,
  pass,
  recover,
  renewKeys,
  restart,
  rotate,
  treatCookies,
  trouble,
  visit,
} from "./commands.js"
import { endpoints, providerNames, troubles } from "./provider.js"
import { places, type Setting } from "./setting.js"

const people = ["Ann", "Ben", "Mallory"] as const
const paths = [
  ...["/", "/private", "/private?page=2", "/private/beta", "/private/recent", "/automatic", "/renewing"],
  ...[
    "/auth/login",
    "/auth/login?provider=beta",
    "/auth/login?return_to=%2F%2Fevil.example",
    "/auth/login?return_to=BASE%2Fprivate",
  ],
]

const way = fc.record({
  processes: fc.nat(255),
  late: fc.option(fc.nat(2), { nil: undefined, freq: 3 }),
})
const onTime = fc.record({ processes: fc.nat(255) })
const anybody = fc.record({ person: fc.constantFrom(...people), tab: fc.nat(2) })
const victim = fc.record({ person: fc.constantFrom("Ann" as const, "Ben" as const), tab: fc.nat(2) })
const manner: fc.Arbitrary<Manner> = fc.record({
  destination: fc.constantFrom("document", "document", "document", "iframe", "image", "script"),
  method: fc.constantFrom("GET", "GET", "POST"),
  from: fc.constantFrom("another site", "another site", "a sibling host"),
  silent: fc.boolean(),
  isPrefetch: fc.constantFrom(false, false, false, true),
})

/** Another site's page with one of ours in a frame: cookies are sent and kept there by rules of their own. */
const frame: Manner = { destination: "iframe", method: "GET", from: "another site", silent: false, isPrefetch: false }

const choice: fc.Arbitrary<Choice> = fc.record({
  account: fc.constantFrom("yes", "yes", "yes", "yes", "yes, with the account at work", "no"),
  hold: fc.constantFrom(false, false, false, true),
  twice: fc.constantFrom(false, false, false, true),
})
const any = fc.nat(11)

const each: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Command>])[] = [
  [10, fc.tuple(anybody, fc.constantFrom(...paths), fc.boolean(), way).map((all) => visit(...all))],
  [
    1,
    fc.tuple(anybody, fc.constantFrom("/private", "/automatic", "/auth/login"), onTime).map((all) => callApi(...all)),
  ],
  [14, fc.tuple(any, choice, way).map((all) => answerProvider(...all))],
  [4, fc.tuple(any, fc.nat(2), way).map((all) => again(...all))],
  [5, fc.tuple(any, onTime).map((all) => arrive(...all))],
  [3, fc.tuple(any, onTime).map((all) => overtake(...all))],
  [
    1,
    fc.tuple(anybody, fc.constantFrom("/auth/login", "/auth/login?provider=beta"), onTime).map((all) => crowd(...all)),
  ],
  [
    3,
    fc
      .tuple(anybody, fc.constantFrom("the link", "the form", "the application's own button"), way)
      .map((all) => logOut(...all)),
  ],
  [2, fc.constantFrom(1, 5, 30, 61, 300, 601, 3600, 86_400, 31 * 86_400).map(pass)],
  [
    1,
    fc
      .tuple(
        fc.constantFrom(...providerNames),
        fc.constantFrom(...endpoints, "all" as const),
        fc.constantFrom(...troubles),
      )
      .map((all) => trouble(...all)),
  ],
  [1, fc.constant(recover())],
  [1, fc.constantFrom(...providerNames).map(renewKeys)],
  [1, fc.constantFrom(...processNames).map(restart)],
  [1, fc.constantFrom(...processNames).map(rotate)],
  [
    1,
    fc
      .tuple(
        fc.constantFrom(...people),
        fc.constantFrom("keeps cookies", "blocks all cookies", "drops the session cookie"),
      )
      .map((all) => treatCookies(...all)),
  ],
  [
    3,
    fc
      .tuple(
        victim,
        fc.constantFrom(...paths, "/auth/logout", "/auth/logout", "/auth/logout", "/auth/logout"),
        manner,
        onTime,
      )
      .map((all) => force(...all)),
  ],
  [4, fc.tuple(anybody, fc.nat(5), manner, onTime).map((all) => replay(...all))],
  [
    2,
    fc
      .tuple(victim, fc.constantFrom("/private", "/private/beta"), fc.constant(frame), onTime)
      .map((all) => force(...all)),
  ],
  [2, any.map(leak)],
  [2, fc.tuple(fc.constantFrom(...providerNames), onTime).map((all) => inject(...all))],
  [2, fc.tuple(victim, onTime).map((all) => impose(...all))],
  [
    1,
    fc
      .tuple(
        fc.constantFrom("Ann" as const, "Ben" as const),
        fc.constantFrom("his session", "his transactions", "garbage"),
        fc.boolean(),
      )
      .map((all) => plant(...all)),
  ],
]

export const setting: fc.Arbitrary<Setting> = fc.record({
  place: fc.constantFrom(...(Object.keys(places) as (keyof typeof places)[])),
  sameSite: fc.constantFrom("lax", "lax", "lax", "strict"),
  asksNobody: fc.boolean(),
  startsAgain: fc.boolean(),
  oldBrowsers: fc.constantFrom(false, false, true),
})

export const step: fc.Arbitrary<Command> = fc.oneof(...each.map(([weight, arbitrary]) => ({ weight, arbitrary })))
