// `npm start`, as somebody would type it in a fresh clone: it serves its page, and Ctrl-C ends it and all of it.
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"

const port = 20_000 + Math.floor(Math.random() * 10_000)
const child = spawn("npm", ["start"], {
  env: { ...process.env, PORT: String(port), PROVIDER_PORT: String(port + 1) },
  detached: true, // a group of its own, as a terminal gives it
  stdio: ["ignore", "inherit", "inherit"],
})

try {
  const page = await firstPage(`http://localhost:${port}/`)
  assert.match(page, /Log in with Acme ID/)
} finally {
  signal("SIGINT")
}
if (!(await isOver())) {
  signal("SIGKILL")
  throw new Error("Ctrl-C left a process")
}

async function firstPage(url) {
  for (let attempt = 0; attempt < 120; attempt++) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response.text()
    assert.equal(child.exitCode, null, "npm start ended")
    await sleep(500)
  }
  throw new Error(`Nothing answers on ${url} after a minute`)
}

async function isOver() {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (!signal(0)) return true
    await sleep(500)
  }
  return false
}

/** To the whole group. @returns whether there is anybody left in it */
function signal(name) {
  try {
    return process.kill(-child.pid, name)
  } catch {
    return false
  }
}
