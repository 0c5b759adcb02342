/** The signals with which people and systems end a command. */

export type Ending = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT"

const endings: readonly Ending[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]

export interface Signals {
  /** @returns takes the listener away again */
  listen(heard: (signal: Ending) => void): () => void
}

export const processSignals: Signals = {
  listen(heard) {
    for (const signal of endings) process.on(signal, heard)
    return () => {
      for (const signal of endings) process.off(signal, heard)
    }
  },
}

/**
 * One press of Ctrl-C may come twice: from the terminal, and from `npx`, which passes on what it was sent itself. A
 * second one within a moment is the same one; a person who insists is slower.
 */
export function isEcho(signal: Ending, now: number, last: { signal: Ending; at: number } | undefined): boolean {
  return last !== undefined && last.signal === signal && now - last.at < 200
}
