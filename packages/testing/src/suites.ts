// The contract suites, for vitest: whoever writes an adapter calls them with their own.
export { doors, type Door } from "./doors.js"
export { adapterCases, describeAdapter } from "./suites/describe-adapter.js"
export { answerIdiom, describeIdioms, idiomCases } from "./suites/describe-idioms.js"
export type { Running, Start } from "./suites/world.js"
