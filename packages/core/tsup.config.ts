import { library } from "../../tsup.base.js"

export default library(["index", "adapter", "inspect", "load"], {
  // zod/mini loads seven times faster bundled and shaken than from its own package; cookie 1.x is CommonJS. smol-toml has
  // nine files, and each costs more to find than to run.
  noExternal: ["zod", "cookie", "smol-toml"],
})
