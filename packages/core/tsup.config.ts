import { library } from "../../tsup.base.js"

export default library(["index", "adapter", "inspect", "load"], {
  // It is CommonJS.
  noExternal: ["cookie"],
})
