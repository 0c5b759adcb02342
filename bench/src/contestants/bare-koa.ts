/** The limit on Koa: the same answer to everybody. */
import Koa from "koa"
import { personPath, personText, somebody } from "../world.js"
import type { Contestant } from "./contestant.js"

export const contestant: Contestant = {
  start: () =>
    new Koa()
      .use((ctx) => {
        if (ctx.path !== personPath) return
        ctx.type = "application/json"
        ctx.body = personText(somebody)
      })
      .callback(),
}
