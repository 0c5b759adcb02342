import { defineConfig } from "vitest/config"

// Tests run on the sources: every package names them under the condition "@x/source".
export default defineConfig({
  ssr: { resolve: { conditions: ["@x/source", "module", "node", "development|production"] } },
  test: {
    pool: "threads",
    // Far more than any test takes: a busy machine is no failure.
    testTimeout: 30_000,
    // The browser tests mostly wait: two files at a time, however few cores there are.
    maxWorkers: 2,
    // The second counts what each adapter ran of the common suites, and fails the run when two differ.
    reporters: ["default", "./packages/testing/test/adapter-counts.ts"],
    coverage: { provider: "v8", include: ["packages/*/src/**"] },
    projects: [
      { extends: true, test: { name: "unit", include: ["packages/*/test/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "docs", include: ["docs/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      { extends: true, test: { name: "bench", include: ["bench/test/**/*.test.ts"], testTimeout: 120_000 } },
      { extends: true, test: { name: "e2e", include: ["e2e/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "./tsconfig.json",
          },
        },
      },
    ],
  },
})
