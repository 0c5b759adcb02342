// The store of this folder keeps the contract, over SQLite.
import { describeStore } from "@x/testing/suites"
// @ts-expect-error it brings no types
import openSqlite from "sql.js"
import { sqlStore, table } from "./sql-store.js"

// #region suite
describeStore("SQL", async () => {
  const query = await openDatabase()
  await query(table, [])
  return sqlStore(query)
})
// #endregion suite

interface Statement {
  bind(values: readonly unknown[]): void
  step(): boolean
  getAsObject(): Record<string, unknown>
  reset(): void
}

async function openDatabase() {
  const { Database } = await openSqlite()
  const database: { prepare(statement: string): Statement } = new Database()
  const prepared = new Map<string, Statement>()
  return async (text: string, values: readonly unknown[]) => {
    const statement = prepared.get(text) ?? database.prepare(text)
    prepared.set(text, statement)
    statement.bind(values)
    const rows: Record<string, unknown>[] = []
    while (statement.step()) rows.push(statement.getAsObject())
    statement.reset()
    return rows
  }
}
