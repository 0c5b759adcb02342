/** Puts a new text into the place of a file at once: whoever reads it sees the old one or the new one, and no half. */
import { randomUUID } from "node:crypto"
import { open, realpath, rename, stat, unlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"

/** Keeps the file's mode and owner; of a symbolic link, the file behind it is replaced. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path)
  const { mode, uid, gid } = await stat(target)
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  const file = await open(temporary, "wx", 0o600)
  try {
    await file.writeFile(text)
    const created = await file.stat()
    if (created.uid !== uid || created.gid !== gid) await file.chown(uid, gid)
    // Last, and not when it is made: the process's mask would take bits away, and chown may, too.
    await file.chmod(mode & 0o7777)
    await file.sync()
    await file.close()
    await rename(temporary, target)
  } catch (error) {
    await file.close().catch(() => {})
    await unlink(temporary).catch(() => {})
    throw error
  }
}
