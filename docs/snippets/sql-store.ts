// A store of one's own: a table in a database. PostgreSQL and SQLite understand these statements.
// #region store
import type { SessionStore } from "@x/core"

/** Runs one statement: the rows that it returns. */
type Query = (statement: string, values: readonly (string | number)[]) => Promise<readonly Record<string, unknown>[]>

export const table = "create table kept (name text primary key, value text not null, expires_at bigint not null)"

const insert = `insert into kept (name, value, expires_at) values ($1, $2, $3)
  on conflict (name) do update set value = excluded.value, expires_at = excluded.expires_at`

export function sqlStore(query: Query): SessionStore {
  return {
    async get(key) {
      const [row] = await query("select value from kept where name = $1 and expires_at > $2", [key, Date.now()])
      return row === undefined ? undefined : String(row.value)
    },

    async set(key, value, ttlSeconds, { ifAbsent = false } = {}) {
      const now = Date.now()
      const values = [key, value, Math.ceil(now + ttlSeconds * 1000)]
      const rows = ifAbsent
        ? await query(`${insert} where kept.expires_at <= $4 returning name`, [...values, now])
        : await query(`${insert} returning name`, values)
      return rows.length > 0
    },

    async delete(key) {
      const [row] = await query("delete from kept where name = $1 returning expires_at", [key])
      return row !== undefined && Number(row.expires_at) > Date.now()
    },
  }
}
// #endregion store
