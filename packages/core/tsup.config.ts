import { library } from "../../tsup.base.js"

export default library(["index", "adapter", "inspect", "load"], {
  // It has nine files, and each costs more to find than to run.
  noExternal: ["smol-toml"],
})
