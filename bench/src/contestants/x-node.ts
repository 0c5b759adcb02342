/** @x/adapter-node on node:http. */
import { auth } from "@x/adapter-node"
import { personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"
import { configOf, login, mint, personOf } from "./x.js"

export const contestant: Contestant = {
  login,
  mint,
  start: (world) =>
    auth(configOf(world), (req, res) => {
      if (req.url === personPath) answer(res, personOf(req.auth.user))
      else res.writeHead(404).end()
    }),
}
