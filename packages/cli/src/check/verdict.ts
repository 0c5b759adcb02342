/** The exit code: 0 all is well, 1 something is wrong, 2 it could not be found out. */
import { findingsOf, type Report } from "./examined.js"

export type Verdict = "fine" | "wrong" | "unknown"

export const exitCodes: Readonly<Record<Verdict, number>> = { fine: 0, wrong: 1, unknown: 2 }

/** What is certainly wrong wins over what is not known. */
export function verdictOf(report: Report): Verdict {
  if ("error" in report) return isUnread(report.error.issues) ? "unknown" : "wrong"
  const levels = findingsOf(report).map(({ level }) => level)
  if (levels.includes("wrong")) return "wrong"
  return levels.includes("unknown") ? "unknown" : "fine"
}

/** The configuration itself is not there or cannot be read; a file that it names is a mistake in it. */
function isUnread(issues: readonly { readonly code: string; readonly path: string }[]): boolean {
  return issues.some(({ code, path }) => path === "auth" && (code === "file_missing" || code === "file_unreadable"))
}
