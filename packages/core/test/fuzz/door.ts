/** A door: a way in by which somebody else's bytes reach the library. */
import type fc from "fast-check"
import type { Answer, Application } from "./application.js"

/** One answer of the application, and what has to be known to judge it. */
export interface Exchange {
  readonly application: Application
  readonly answer: Answer
  /** The browser may be sent to these addresses of a provider, beside our own origin. */
  readonly mayLeaveFor: readonly string[]
  /** A 502 or 504 can be right: what the provider said was not. */
  readonly providerMayFail: boolean
  /** Codes, tokens, verifiers of this run, beside those that the application always has. */
  readonly secrets: readonly string[]
}

export interface Door {
  readonly name: string
  /** In a line: what is made up. */
  readonly about: string
  /** Ends of a run that some input must come to: a fuzzer that never gets so far tries nothing. */
  readonly reaches: readonly string[]
  /** A clean state, and what turns inputs into exchanges with it. Keys are made once, here. */
  open(): Promise<Opened<unknown>>
}

export interface Opened<Input> {
  readonly inputs: fc.Arbitrary<Input>
  run(input: Input): Promise<Tried>
}

/** What one input came to. */
export interface Tried {
  readonly exchanges: readonly Exchange[]
  /** How far it got: counted, and printed. */
  readonly end: string
  /** What is wrong that only this door can see, named. */
  readonly broken?: string | undefined
}

/** Keeps the type of an input between the two halves of a door, and nowhere else. */
export function door<Input>(facts: Omit<Door, "open">, open: () => Promise<Opened<Input>>): Door {
  return { ...facts, open: open as () => Promise<Opened<unknown>> }
}
