import { defineConfig } from "tsup"

/** Each file by itself: what is measured runs on plain Node, with the packages as they are installed. */
export default defineConfig({
  entry: ["src/**/*.ts"],
  format: "esm",
  target: "node20",
  bundle: false,
  dts: false,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
})
