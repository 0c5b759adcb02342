/** Headers of a browser: those of a person who looks at pages, and others. */
import fc from "fast-check"

/** How a request says that it is a page's, a program's, a script's, a guess, or nothing. */
export const manner: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constant({
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
      accept: "text/html,*/*;q=0.8",
    }),
  },
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ accept: "application/json", "x-requested-with": "XMLHttpRequest" }) },
  { weight: 1, arbitrary: fc.constant({ "sec-fetch-mode": "navigate", "sec-purpose": "prefetch" }) },
)
