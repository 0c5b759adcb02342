/** The process of one contestant: it listens, then its parent asks what it has cost. */
import { createServer } from "node:http"
import { answerParent, givenArgument, listen } from "./child.js"
import { contestants, type Name } from "./contestants.js"
import type { World } from "./world.js"

const { name, port, ...given } = givenArgument<{ name: Name; port: number } & Omit<World, "origin">>()
const server = createServer()
const origin = await listen(server, port)
const { contestant } = await contestants[name].load()
server.on("request", await contestant.start({ ...given, origin }))

answerParent({
  /** Microseconds of all threads, by now. */
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})
process.send?.({ origin, login: contestant.login })
