// Debian's Chromium. Who has none skips the tests that need it and is told so; CI skips nothing.

import { execFileSync } from "node:child_process"
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from "playwright-core"
import { describe, expect, test } from "vitest"

const executablePath = whereIs("chromium")
const howToInstall = "there is no chromium: apt-get install -y --no-install-recommends chromium fonts-liberation"

// A container's root has no sandbox; and nothing here may ask for anything from outside.
const args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

/** `describe` for what needs the browser. */
export function describeInBrowser(name: string, body: () => void): void {
  if (executablePath) return void describe(name, body)
  if (process.env.CI) return void test(name, () => expect.fail(`CI skips nothing, but ${howToInstall}`))
  console.warn(`\nSKIPPED: ${name}, because ${howToInstall}\n`)
  describe.skip(`${name} (${howToInstall})`, body)
}

export function launch(): Promise<Browser> {
  return chromium.launch(ours())
}

/** A browser that keeps its cookies in a folder, so that it can be closed and opened again. */
export function launchFrom(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, ours())
}

function ours(): LaunchOptions {
  if (!executablePath) throw new Error(howToInstall)
  // People's browsers keep pages for the Back button; Playwright's would not.
  return { executablePath, args, ignoreDefaultArgs: ["--disable-back-forward-cache"] }
}

function whereIs(command: string): string | undefined {
  try {
    return execFileSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}
