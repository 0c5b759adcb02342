/** A walk in words, for those who have to understand what broke. */
import { BrokenInvariant, invariants } from "./invariants.js"
import type { Setting } from "./setting.js"

export function headline(error: unknown): string {
  if (error instanceof BrokenInvariant)
    return `It does not hold that ${invariants[error.invariant]}: ${error.evidence}.`
  return error instanceof Error
    ? `Something was thrown: ${error.stack}`
    : `The walk broke once, and not again: ${String(error)}`
}

export function settingTold({ place, sameSite, asksNobody, startsAgain, oldBrowsers, sessions }: Setting): string[] {
  return [
    `The application lies ${place}; its session cookie is ${sameSite}.`,
    ...(asksNobody ? ["The providers let in whom they know."] : []),
    ...(startsAgain ? ["A login that failed starts again at the guarded page."] : []),
    ...(sessions === undefined ? [] : [`Sessions end when they are not used for an hour, and are ones ${sessions}.`]),
    ...(oldBrowsers ? ["The browsers know no Fetch Metadata."] : []),
  ]
}

export function numbered(story: readonly string[]): string[] {
  let count = 0
  return story.map((line) => {
    if (line.startsWith(" ")) return line
    count += 1
    return `${count}. ${line}`
  })
}

export function replayTold({
  seed,
  path,
  replayPath,
  sessions,
}: {
  seed: number
  path: string
  replayPath: string
  sessions?: string
}): string {
  const kind = sessions === undefined ? "" : ` --sessions "${sessions}"`
  return `Again: npm run walk -- --seed ${seed} --path ${path} --replay ${replayPath}${kind}`
}
