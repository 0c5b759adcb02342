/** @x/adapter-koa. */
import { auth } from "@x/adapter-koa"
import Koa from "koa"
import { nobodyText, personPath, personText } from "../world.js"
import type { Contestant } from "./contestant.js"
import { configOf, login, mint, personOf } from "./x.js"

export const contestant: Contestant = {
  login,
  mint,
  start: (world) =>
    new Koa()
      .use(auth(configOf(world)))
      .use((ctx) => {
        if (ctx.path !== personPath) return
        const person = personOf(ctx.auth.user)
        ctx.status = person === undefined ? 401 : 200
        ctx.type = "application/json"
        ctx.body = person === undefined ? nobodyText : personText(person)
      })
      .callback(),
}
