/** The limit on Express: the same answer to everybody. */
import express from "express"
import { personPath, somebody } from "../world.js"
import { answer } from "./answer.js"
import type { Contestant } from "./contestant.js"

export const contestant: Contestant = {
  start: () => express().get(personPath, (_req, res) => answer(res, somebody)),
}
