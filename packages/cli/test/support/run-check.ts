// `x-auth check` as a process of its own: Node reads NODE_EXTRA_CA_CERTS when it starts.
import { check } from "../../src/commands/check.js"
import { processWorld } from "../../src/world.js"

process.exitCode = await check.run(process.argv.slice(2), processWorld())
