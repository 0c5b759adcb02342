/** `@x/core/load`: for runtimes that have files. */
export { type LoadOptions, loadConfig } from "./config/load-config.js"
