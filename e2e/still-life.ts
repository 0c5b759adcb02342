// A page as a picture: light, dark and on a narrow screen, and the same in every run.

import { mkdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"

const looks = [
  { look: "light", width: 1000, colorScheme: "light" },
  { look: "dark", width: 1000, colorScheme: "dark" },
  { look: "320", width: 320, colorScheme: "light" },
] as const

/** Writes `FOLDER/NAME-LOOK.png`, of the window or of all that can be scrolled to, and looks at each picture's page before it is taken. */
export async function shoot(
  page: Page,
  name: string,
  examine: (look: string) => Promise<void>,
  { folder = "shots", fullPage = false } = {},
): Promise<void> {
  const path = fileURLToPath(new URL(`./${folder}/`, import.meta.url))
  mkdirSync(path, { recursive: true })
  for (const { look, width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 700 })
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" })
    await examine(look)
    await holdStill(page)
    await page.screenshot({ path: `${path}${name}-${look}.png`, animations: "disabled", fullPage })
  }
}

/**
 * Ports, times, references and tokens differ from run to run, and a picture that changed by them alone would be a
 * change that nobody made.
 */
async function holdStill(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      text.nodeValue = (text.nodeValue ?? "")
        .replace(/localhost:\d+/g, "localhost:8501")
        .replace(/\d{1,2} \w{3} \d{4}, \d\d:\d\d/g, "1 Jan 2030, 12:00")
    }
    for (const reference of document.querySelectorAll("small span code")) reference.textContent = "q7Zk3vXw1A"
    // The bar code is made of the issuer's address, with its port.
    for (const code of document.querySelectorAll(".bars")) {
      const [bar] = code.children
      bar?.setAttribute("width", "2")
      const bars = Array.from({ length: 48 }, () => bar?.cloneNode() as Element)
      for (const [i, copy] of bars.entries()) copy.setAttribute("x", String(4 * i + (i % 3)))
      code.replaceChildren(...bars)
      code.setAttribute("viewBox", "0 0 190 24")
    }
  })
}
