/** What `x-auth check` found, as people read it. */
import type { Finding } from "@x/core/inspect"
import type { Styles } from "../styles.js"
import { type Examined, findingsOf, type Report, type Understood } from "./examined.js"
import type { Setting, Shown } from "./understood.js"
import { type Verdict, verdictOf } from "./verdict.js"

export function reportText(report: Report, styles: Styles): string {
  if ("error" in report) return `${report.error.message}\n`
  const { file, application, providers, warnings } = report
  const sections = [
    section(file ?? "Variables AUTH__…", application, styles),
    ...providers.map(({ name, ...examined }) => section(`Provider ${name}`, examined, styles)),
    ...(warnings.length === 0 ? [] : [[styles.strong("Warnings"), ...warnings.map(indented)]]),
    [conclusion(report, verdictOf(report))],
  ]
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n")
}

function section(title: string, { settings, findings }: Examined, styles: Styles): string[] {
  const width = Math.max(...settings.map(({ key }) => key.length))
  return [
    styles.strong(title),
    ...settings.map((setting) => settingLine(setting, width, styles)),
    ...(findings.length === 0 ? [] : [""]),
    ...findings.flatMap((finding) => findingLines(finding, styles)),
  ]
}

function settingLine({ key, value }: Setting, width: number, { faint }: Styles): string {
  return indented(`${key.padEnd(width)}  ${isHidden(value) ? faint(inWords(value)) : inWords(value)}`)
}

/** A person reads no longer lists; `--json` has all of them. */
const mostListed = 5

function inWords(value: Shown): string {
  if (isHidden(value)) return "(from a variable or a file)"
  if (typeof value === "string") return value
  const rest = value.length - mostListed
  return rest > 0 ? `${value.slice(0, mostListed).join(", ")} and ${rest} more` : value.join(", ")
}

function isHidden(value: Shown): value is { readonly isHidden: true } {
  return typeof value === "object" && "isHidden" in value
}

const widest = "unknown".length

function findingLines({ level, message, hint }: Finding, { strong, faint }: Styles): string[] {
  const word = level.padEnd(widest)
  const shown = level === "wrong" || level === "unknown" ? strong(word) : level === "ok" ? faint(word) : word
  const below = hint === undefined ? [] : [indented(`${" ".repeat(widest)}  ${hint}`)]
  return [indented(`${shown}  ${message}`), ...below]
}

function indented(text: string): string {
  return `  ${text}`
}

function conclusion(report: Understood, verdict: Verdict): string {
  const asked = report.providers.filter(({ isAsked }) => isAsked)
  const count = findingsOf(report).filter(({ level }) => level === "wrong").length
  const unknown = asked.filter(({ findings }) => findings.some(({ level }) => level === "unknown"))
  const names = unknown.map(({ name }) => name).join(", ")
  if (verdict === "wrong") {
    const wrong = `${count} ${count === 1 ? "thing is" : "things are"} wrong.`
    return unknown.length === 0 ? wrong : `${wrong} Not everything could be checked: ${names}.`
  }
  if (verdict === "unknown") return `Nothing wrong was found, but not everything could be checked: ${names}.`
  return asked.length === 0 ? "The configuration is fine. No provider was asked." : "All is well."
}
