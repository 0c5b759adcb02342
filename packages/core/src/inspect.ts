/** `@x/core/inspect`: for tools that look at a configuration and at providers, like `x-auth check`. No promise to applications. */
export { settingsOf } from "./config/config.js"
export { asVariable } from "./config/environment.js"
export { isReference } from "./config/indirection.js"
export { dotted } from "./config/issues.js"
export { nearest } from "./config/nearest.js"
export { isLoopback } from "./config/rules.js"
export { shapeOf } from "./config/schema.js"
export type {
  ApplicationSettings,
  OpenIdSettings,
  Policy,
  ProviderSettings,
  Settings,
} from "./config/settings.js"
export { isTable, type Table } from "./config/table.js"
export { type Entry, entriesOf } from "./config/text/scan.js"
export { parseToml, type TomlFault } from "./config/text/toml.js"
export { usualFiles } from "./config/usual-files.js"
export { oneLine } from "./log.js"
export { judgeProbe, type ProbeFacts, probe } from "./provider/probe.js"
export type { Finding } from "./provider/probe-failure.js"
export { routesOf } from "./routes.js"
export { createRuntime, type Runtime } from "./runtime.js"
export { cookieRules } from "./session-parts.js"
