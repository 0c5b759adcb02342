/** `x-auth` as a process. What it does is decided in `main.ts`. */
import { main } from "./main.js"
import { processWorld } from "./world.js"

// Whoever reads only the first line of what is printed (`| head -1`) has done no harm.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
})

process.exitCode = await main(process.argv.slice(2), processWorld())
