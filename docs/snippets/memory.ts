// Sessions in the memory of the process.
import { type Auth, type Config, createAuth, memoryStore } from "@x/core"

export function withMemory(config: Config): { auth: Auth } {
  // #region memory
  const auth = createAuth(config, { store: memoryStore({ maxEntries: 20_000 }) })
  // #endregion memory
  return { auth }
}
