import { library } from "../../tsup.base.js"

export default library(["index", "adapter", "inspect", "load"], {
  // zod/mini loads seven times faster bundled and shaken than from its own package; cookie 1.x is CommonJS.
  noExternal: ["zod", "cookie"],
})
