// Login without a framework. From a folder with a secrets.toml:
//   node --conditions=@x/source --import tsx path/to/examples/node.ts

// #region server
import { createServer } from "node:http"
import { auth } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"

const app = auth(await loadConfig(), (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.setHeader("Content-Type", "text/plain; charset=utf-8")
  res.end(`Welcome! ${req.auth.user.name ?? "friend"}`)
})

createServer(app).listen(process.env.PORT ?? 8501)
// #endregion server
