// Links between the pages lead to headings that exist. Whether the pages do is for `vitepress build`, which stops otherwise.
import { existsSync, readdirSync } from "node:fs"
import { expect, it } from "vitest"
import { readPage } from "./tables.js"

const pages = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".md"))

/** As VitePress makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const prose = text.replace(/^(?:```|:::)[\s\S]*?^(?:```|:::)$/gm, "")
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading)
  return new Set(headings.map(slug))
}

function slug(heading: string): string {
  return heading
    .normalize("NFKD")
    .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, "-")
    .replace(/^-|-$/g, "")
    .replace(/^(\d)/, "_$1")
    .toLowerCase()
}

it.each(pages)("%s", (page) => {
  const links = [...readPage(`./${page}`).matchAll(/\]\((?:\.\/([\w-]+))?#([^)\s]+)\)/g)]
  const dead = links.filter(([, other = page.replace(".md", ""), anchor = ""]) => {
    const file = new URL(`./${other}.md`, import.meta.url)
    return existsSync(file) && !anchorsOf(readPage(`./${other}.md`)).has(anchor)
  })
  expect(dead.map(([link]) => link)).toEqual([])
})
