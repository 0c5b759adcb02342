// Login with Express. From a folder with a secrets.toml:
//   node --conditions=@x/source --import tsx path/to/examples/express.ts

// #region server
import { auth, requireUser } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"
import express from "express"

const app = express()
app.use(auth(await loadConfig()))

app.get("/", (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.type("text").send(`Welcome! ${req.auth.user.name ?? "friend"}`)
})
app.get("/members", requireUser(), (_req, res) => res.send("Members only"))

app.listen(process.env.PORT ?? 8501)
// #endregion server
