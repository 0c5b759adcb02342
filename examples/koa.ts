// Login with Koa. From a folder with a secrets.toml:
//   node --conditions=@x/source --import tsx path/to/examples/koa.ts

// #region server
import { auth } from "@x/adapter-koa"
import { loadConfig } from "@x/core/load"
import Koa from "koa"

const app = new Koa()
app.use(auth(await loadConfig()))

app.use((ctx) => {
  if (!ctx.auth.user.isLoggedIn) return ctx.auth.login()
  ctx.body = `Welcome! ${ctx.auth.user.name ?? "friend"}`
})

app.listen(process.env.PORT ?? 8501)
// #endregion server
