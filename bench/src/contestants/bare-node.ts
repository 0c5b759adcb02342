/** The limit on node:http: the same answer to everybody. */
import { personPath, somebody } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

export const contestant: Contestant = {
  start: () => (req, res) => {
    if (req.url === personPath) answer(res, somebody)
    else res.writeHead(404).end()
  },
}
