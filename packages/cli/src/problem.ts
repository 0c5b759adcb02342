/** Something that stands in the way: exit code 1, with a sentence and without a stack. */
export class Problem extends Error {
  override readonly name = "Problem"
}
