// Visitors who keep asking while something else happens: each has to find, every time, what it has left.

import { setTimeout as sleep } from "node:timers/promises"
import type { Guest } from "./guests.ts"

export interface Load {
  /** Waits until each of them has gone round so many times more, from the beginning to the end. @throws what went wrong */
  rounds(count: number): Promise<void>
  /** From its next round on, each logs out and in again, once. */
  everybodyLogsInAnew(): void
  /** @throws what went wrong */
  end(): Promise<void>
}

/** Milliseconds between two requests of one visitor: the machine has other things to do. */
const pause = 100

/** @param crowd are logged in; every fourth logs out and in again now and then */
export function startLoad(crowd: readonly Guest[]): Load {
  let isOver = false
  let logsInAnew = 0
  const done = crowd.map(() => 0)

  async function goRound(guest: Guest, round: number, anew: boolean): Promise<void> {
    await expectTo(guest, guest.sub)
    await sleep(pause)
    const { status } = await guest.get("/private")
    if (status !== 200) throw new Error(`${guest.sub} is answered ${status} in round ${round}`)
    await sleep(pause)
    if (!anew) return
    await guest.logOut()
    await expectTo(guest, undefined)
    await guest.logIn()
  }

  async function expectTo(guest: Guest, be: string | undefined): Promise<void> {
    const seen = await guest.seenBy()
    if (seen !== be) throw new Error(`${guest.sub} should be ${be ?? "nobody"}, and is ${seen ?? "nobody"}`)
  }

  const walks = crowd.map(async (guest, index) => {
    let heeded = 0
    for (let round = 1; !isOver; round++) {
      const isRestless = index % 4 === 0 && round % 5 === 0
      const wanted = logsInAnew
      await goRound(guest, round, isRestless || wanted > heeded)
      heeded = wanted
      done[index] = round
    }
  })
  const all = Promise.all(walks)
  // Told to whoever waits for it.
  all.catch(() => undefined)

  return {
    async rounds(count) {
      // The one that each is in has begun before.
      const goals = done.map((rounds) => rounds + 1 + count)
      const lags = () => done.some((rounds, index) => rounds < (goals[index] ?? 0))
      while (lags()) await Promise.race([sleep(10), all])
    },
    everybodyLogsInAnew() {
      logsInAnew++
    },
    async end() {
      isOver = true
      await all
    },
  }
}
