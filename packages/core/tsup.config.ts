import { library } from "../../tsup.base.js"

export default library(["index", "adapter", "inspect", "load"], {
  // cookie 1.x is CommonJS. smol-toml has nine files, and each costs more to find than to run.
  noExternal: ["cookie", "smol-toml"],
})
