// The ways to keep sessions, each with a fleet of its own, and what holds of every answer whatever happens.

import type { ProviderUser } from "@x/testing"
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest"
import { needingRedis } from "../packages/store-redis/test/support/needing-redis.ts"
import { type Fleet, type FleetOptions, startFleet } from "./fleet.ts"
import { createGuests, type Guests } from "./guests.ts"

export interface Way {
  readonly name: "in cookies" | "in Redis" | "in cookies, what has ended in Redis"
  readonly keeps?: FleetOptions["keeps"]
}

export const inCookies: Way = { name: "in cookies" }
export const inRedis: Way = { name: "in Redis", keeps: "sessions" }
export const withDenyList: Way = { name: "in cookies, what has ended in Redis", keeps: "what has ended" }

/** What the tests of one fleet are given, once it has been started. */
export interface House {
  readonly way: Way
  readonly fleet: Fleet
  readonly guests: Guests
}

export function describeFleet(way: Way, options: FleetOptions, register: (house: House) => void): void {
  const name = `sessions ${way.name}`
  if (way.keeps === undefined) describe(name, body)
  else needingRedis(name, () => describe(name, body))

  function body(): void {
    let starting: Promise<Fleet> | undefined
    let fleet: Fleet | undefined
    let guests: Guests | undefined

    beforeAll(async () => {
      starting = startFleet({ ...options, keeps: way.keeps })
      fleet = await starting
      guests = createGuests(fleet)
    })
    // Also when starting took longer than it may.
    afterAll(async () => {
      const [settled] = await Promise.allSettled([starting])
      if (settled.status === "fulfilled") await settled.value?.close()
    })

    afterEach(() => {
      guests?.allow()
      expect(guests?.violations).toEqual([])
      const output = fleet?.output()
      // A JSON Web Token, a sealed value, a stack trace.
      expect(output).not.toMatch(/\beyJ[\w-]{10,}\./)
      expect(output).not.toMatch(/Fe26\./)
      expect(output).not.toMatch(/^\s+at .+:\d+/m)
    })

    register({
      way,
      get fleet() {
        if (fleet === undefined) throw new Error("the processes have not been started")
        return fleet
      },
      get guests() {
        if (guests === undefined) throw new Error("the processes have not been started")
        return guests
      },
    })
  }
}

export interface Person extends ProviderUser {
  readonly name: string
}

/** People at the provider, as many as are needed. */
export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => {
    const sub = `guest-${index}-of-the-house`
    return { sub, name: `Guest ${index}`, email: `${sub}@example.com`, email_verified: true }
  })
}
