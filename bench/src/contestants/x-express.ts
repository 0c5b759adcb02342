/** @x/adapter-node on Express. */
import { auth } from "@x/adapter-node"
import express from "express"
import { personPath } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"
import { configOf, login, mint, personOf } from "./x.js"

export const contestant: Contestant = {
  login,
  mint,
  start: (world) =>
    express()
      .use(auth(configOf(world)))
      .get(personPath, (req, res) => answer(res, personOf(req.auth.user))),
}
