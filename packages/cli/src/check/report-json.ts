/** What `x-auth check` found, as programs read it. */
import type { Examined, Report } from "./examined.js"
import type { Setting } from "./understood.js"
import { verdictOf } from "./verdict.js"

/** One object, with the same members whatever was found. */
export function reportJson(report: Report): string {
  return `${JSON.stringify({ verdict: verdictOf(report), ...membersOf(report) }, null, 2)}\n`
}

function membersOf(report: Report): object {
  const { file = null } = report
  if ("error" in report) return { file, issues: report.error.issues, warnings: [], application: null, providers: [] }
  const { warnings, application, providers } = report
  return {
    file,
    issues: [],
    warnings,
    application: examined(application),
    providers: providers.map(({ name, isAsked, ...rest }) => ({ name, asked: isAsked, ...examined(rest) })),
  }
}

function examined({ settings, findings }: Examined): object {
  return { settings: Object.fromEntries(settings.map(entry)), findings }
}

function entry({ key, value }: Setting): readonly [string, unknown] {
  return [key, typeof value === "object" && "isHidden" in value ? { hidden: true } : value]
}
