// The contract suites, for vitest: whoever writes an adapter or a store calls them with their own.
export { type Browser, type BrowserOptions, type BrowserResponse, createBrowser } from "./browser.js"
export { type Asker, type Door, doors, type Hand } from "./doors.js"
export { adapterCases, describeAdapter } from "./suites/describe-adapter.js"
export { describeIdioms, idiomCases } from "./suites/describe-idioms.js"
export { type CreateStore, describeStore, type StartedStore } from "./suites/describe-store.js"
export { answerIdiom, type IdiomContext, type Say } from "./suites/idioms.js"
export { listen } from "./suites/listen.js"
export type { Running, Start } from "./suites/world.js"
