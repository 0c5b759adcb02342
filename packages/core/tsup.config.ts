import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/adapter.ts", "src/load.ts"],
  format: "esm",
  target: "es2022",
  dts: false,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  // zod/mini loads seven times faster bundled and shaken than from its own package; cookie 1.x is CommonJS.
  noExternal: ["zod", "cookie"],
})
