// "PASSED FAILED" of a vitest report. A run that failed otherwise, by its check or by an error outside any test, is a
// failure too; and so is a run of no tests.
import { existsSync, readFileSync } from "node:fs"

const [file, exitCode] = process.argv.slice(2)
const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = report

// A file that cannot be loaded has no tests that could fail.
const brokenFiles = testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
)
const failures = numFailedTests + brokenFiles.length
const unexplained = failures === 0 && (exitCode !== "0" || numPassedTests === 0)
console.log(numPassedTests, failures + Number(unexplained))
